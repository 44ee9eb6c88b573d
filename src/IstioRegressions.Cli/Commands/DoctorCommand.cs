using System.CommandLine;
using System.Text.Json;
using IstioRegressions.Cli.Diagnosis;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>doctor</c>: what each environment needs and what is missing on this machine.</summary>
internal static class DoctorCommand
{
    public static Command Create(Func<string, string?> variables)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON to standard output and nothing else." };
        var options = new Dictionary<string, Option<string>>(SettingOptions.Images().Concat(SettingOptions.Clusters()), StringComparer.Ordinal)
        {
            ["ISTIO_PILOT"] = SettingOptions.Pilot(),
            ["ISTIO_RELEASE"] = SettingOptions.Release(),
        };
        var command = new Command("doctor", "Says what each environment needs and what is missing on this machine. Exit code 0: the reference can run, 1: it cannot.")
        {
            json,
        };
        foreach (var option in options.Values)
        {
            command.Options.Add(option);
        }

        command.Does((parsed, _) =>
        {
            string? Value(string name) => parsed.Given(options.GetValueOrDefault(name)) ?? variables(name);
            string? Full(string name) => Value(name) is { Length: > 0 } path ? Path.GetFullPath(path) : null;

            // All environments are looked at, and a binary without its version is not to be one too little.
            var settings = Settings.Read(name => name is "ISTIO_ENVIRONMENT" or "ISTIO_PILOT" or "ISTIO_RELEASE" ? null : Value(name))
                with { Pilot = Full("ISTIO_PILOT"), Release = Full("ISTIO_RELEASE") };
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
