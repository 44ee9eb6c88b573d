using System.CommandLine;
using System.Globalization;
using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Benchmarks;

/// <summary><c>clients</c>: our observers and the Go client of Istio's own tests, one after the other on the same pilot.</summary>
internal static class ClientsBenchmark
{
    public static Command Create()
    {
        var pilots = new PilotOptions();
        var client = new Option<string>("--client") { Description = "The Go client: pkg/adsc in a main, see docs/performance.md.", Required = true };
        var connections = new Option<int[]>("--connections") { Description = "How many connections, one measurement each.", DefaultValueFactory = _ => [1000], AllowMultipleArgumentsPerToken = true };
        var namespaces = new Option<int>("--namespaces") { Description = "Over how many namespaces.", DefaultValueFactory = _ => 20 };
        var services = new Option<int>("--services") { Description = "How many services each namespace has.", DefaultValueFactory = _ => 100 };
        var command = new Command("clients", "Memory a connection, time until all have acknowledged, and CPU, beside Istio's own client.") { client, connections, namespaces, services };
        pilots.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            Console.WriteLine("| pilot | connections | client | kB a connection | all acknowledged, s | client CPU, s | pilot CPU, s |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var (version, settings) in pilots.Pilots(parsed))
            {
                foreach (var count in parsed.GetValue(connections)!)
                {
                    var names = LoadConfiguration.Namespaces(parsed.GetValue(namespaces));
                    await using var mesh = await LoadMesh.StartAsync(settings, version, names, parsed.GetValue(services), Path.Combine(settings.Artifacts, settings.Run), ct);
                    var options = new LoadOptions { Server = mesh.Server, Protocol = Mesh.ProtocolOf(version), Version = version, Observers = count, Namespaces = names };
                    await OursAsync(mesh, options, ct);
                    await GoAsync(mesh, options, parsed.GetValue(client)!, ct);
                }
            }
        });
        return command;
    }

    private static async Task OursAsync(LoadMesh mesh, LoadOptions options, CancellationToken ct)
    {
        var report = await new LoadMeasurement(mesh.Name, mesh.ProcessId).RunAsync(options, [], ct: ct);
        Row(mesh, options, "observers", report.BytesPerObserver, report.AcknowledgedSeconds, report.ObserversCpuSeconds, report.PilotCpuSeconds ?? 0);
        Row(mesh, options, "observers, before a collection", report.BytesPerObserverUncollected, report.AcknowledgedSeconds, report.ObserversCpuSeconds, report.PilotCpuSeconds ?? 0);
    }

    private static async Task GoAsync(LoadMesh mesh, LoadOptions options, string client, CancellationToken ct)
    {
        long alone;
        await using (var one = await GoClient.StartAsync(client, mesh.Server, 1, 1, ct))
        {
            alone = one.Usage.PrivateBytes;
        }

        var before = ProcessUsage.Of(mesh.ProcessId);
        await using var go = await GoClient.StartAsync(client, mesh.Server, options.Observers, options.Namespaces.Count, ct);
        var pilot = ProcessUsage.Of(mesh.ProcessId).Cpu - before.Cpu;
        Row(mesh, options, "Go client", (go.Usage.PrivateBytes - alone) / options.Observers, go.Seconds, go.Usage.Cpu.TotalSeconds, pilot.TotalSeconds);
    }

    private static void Row(LoadMesh mesh, LoadOptions options, string client, long bytes, double seconds, double clientCpu, double pilotCpu) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {mesh.Name} | {options.Observers} | {client} | {bytes / 1000.0:0.0} | {seconds:0.00} | {clientCpu:0.0} | {pilotCpu:0.0} |"));
}
