using System.CommandLine;
using System.Globalization;
using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Benchmarks;

/// <summary><c>push</c>: from an edit of an endpoint until each observer's view has it.</summary>
internal static class PushBenchmark
{
    public static Command Create()
    {
        var pilots = new PilotOptions();
        var observers = new Option<int[]>("--observers") { Description = "How many observers, one measurement each.", DefaultValueFactory = _ => [1, 100, 1000], AllowMultipleArgumentsPerToken = true };
        var services = new Option<int>("--services") { Description = "How many services each of the four namespaces has.", DefaultValueFactory = _ => 25 };
        var edits = new Option<int>("--edits") { Description = "How many edits each measurement makes.", DefaultValueFactory = _ => 20 };
        var command = new Command("push", "Push latency by version and number of observers.") { observers, services, edits };
        pilots.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            Console.WriteLine("| pilot | observers | edits | p50, ms | p99, ms | longest, ms |");
            Console.WriteLine("|---|---|---|---|---|---|");
            foreach (var (version, settings) in pilots.Pilots(parsed))
            {
                var names = LoadConfiguration.Namespaces(4);
                await using var mesh = await LoadMesh.StartAsync(settings, version, names, parsed.GetValue(services), Path.Combine(settings.Artifacts, settings.Run), ct);
                foreach (var count in parsed.GetValue(observers)!)
                {
                    var options = new LoadOptions { Server = mesh.Server, Protocol = Mesh.ProtocolOf(version), Version = version, Observers = count, Namespaces = names };
                    var report = await new LoadMeasurement(mesh.Name, mesh.ProcessId).RunAsync(options, mesh.Edits(parsed.GetValue(edits)), ct: ct);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {mesh.Name} | {count} | {report.Edits} | {report.Push!.P50:0} | {report.Push.P99:0} | {report.Push.Longest:0} |"));
                }
            }
        });
        return command;
    }
}
