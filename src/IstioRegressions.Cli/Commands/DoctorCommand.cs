using System.CommandLine;
using System.Text.Json;
using IstioRegressions.Cli.Diagnosis;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>doctor</c>: what each environment needs and what is missing on this machine.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON to standard output and nothing else." };
        var pilot = new Option<string>("--pilot") { Description = "native: the binary to look for (ISTIO_PILOT)." };
        var command = new Command("doctor", "Says what each environment needs and what is missing on this machine. Exit code 0: the reference can run, 1: it cannot.")
        {
            json, pilot,
        };
        command.Does((parsed, _) =>
        {
            var settings = Settings.Read(name => name switch
            {
                "ISTIO_ENVIRONMENT" => "reference",   // a binary alone would ask for native, and for the version that it is
                "ISTIO_PILOT" when parsed.GetValue(pilot) is { } path => Path.GetFullPath(path),
                _ => Environment.GetEnvironmentVariable(name),
            });
            var findings = Doctor.Look(settings);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(findings, RunFolder.Json));
            }
            else
            {
                Say(findings);
            }

            return Task.FromResult(findings.Any(f => !f.Ok && (f.Environment is "all" or "reference")) ? ExitCode.Bad : ExitCode.Good);
        });
        return command;
    }

    private static void Say(IReadOnlyList<Finding> findings)
    {
        foreach (var environment in findings.GroupBy(f => f.Environment))
        {
            Console.Out.WriteLine($"{environment.Key}: {(environment.All(f => f.Ok) ? "ready" : "not ready")}");
            foreach (var finding in environment)
            {
                Console.Out.WriteLine($"  {(finding.Ok ? "ok     " : "missing")} {finding.Need}: {finding.Found}");
                if (finding.Remedy is { } remedy)
                {
                    Console.Out.WriteLine($"          {remedy}");
                }
            }
        }
    }
}
