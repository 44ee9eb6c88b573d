using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Routing.States;

/// <summary>
/// Records what real pilots send for the manifests, into the folder that is given. The first releases listen on all
/// interfaces, so this wants a network namespace of its own, from the directory of the solution:
/// <code>
/// unshare -n sh -c 'ip link set lo up
///   dotnet run --project tests/Unit --no-build -- record /PATH/{version}/pilot-discovery tests/Unit/Routing/States/recorded'
/// </code>
/// </summary>
internal static class StateRecorder
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConfigRead = TimeSpan.FromSeconds(2);
    private static readonly IPEndPoint Discovery = new(IPAddress.Loopback, 15010);

    private static readonly (string Manifest, string Node, string[] Versions)[] States =
    [
        ("early", "sidecar~10.4.0.9", ["0.8.0", "1.0.9"]),
        ("gateway", "router~10.9.0.1", ["1.0.9", "1.7.0"]),
        ("http", "sidecar~10.1.0.9", ["1.4.6", "1.6.14", "1.8.0"]),
        ("http-percent", "sidecar~10.1.0.9", ["1.0.9", "1.6.0"]),
        ("shared-address", "sidecar~10.1.0.9", ["1.0.9", "1.4.6", "1.8.0"]),
        ("sniffing", "sidecar~10.4.0.9", ["1.4.6", "1.8.0"]),
        ("subsets", "sidecar~10.6.0.9", ["1.6.14"]),
        ("subsets-gateway", "router~10.9.0.1", ["1.6.14"]),
        ("tcp", "sidecar~10.2.0.9", ["1.4.6", "1.8.0"]),
    ];

    /// <summary>Records every state, one after the other: they share an address.</summary>
    /// <param name="pilots">The path of pilot-discovery, with {version} in it.</param>
    /// <param name="folder">The folder to write to.</param>
    public static async Task RecordAsync(string pilots, string folder)
    {
        foreach (var (manifest, node, versions) in States)
        {
            foreach (var version in versions)
            {
                var recorded = await RecordAsync(pilots.Replace("{version}", version, StringComparison.Ordinal), manifest, version, node);
                await File.WriteAllTextAsync(Path.Combine(folder, $"{manifest}-{version}.json"), recorded.Write());
                Console.Out.WriteLine($"{manifest}-{version}.json");
            }
        }
    }

    private static async Task<RecordedState> RecordAsync(string binary, string manifest, string version, string node)
    {
        using var files = new PilotFiles(Path.Combine(AppContext.BaseDirectory, "Routing", "States", "manifests", $"{manifest}.yaml"));
        var arguments = PilotCommandLine.For(
            ReleaseList.Default.For(IstioVersion.Parse(version)).CommandLine,
            new PilotEndpoints(Discovery, new(IPAddress.Loopback, 8080), new(IPAddress.Loopback, 15014), new(IPAddress.Loopback, 15012)),
            files.Config,
            files.MeshConfig);
        var start = new ProcessStartInfo(binary, arguments) { WorkingDirectory = files.Folder };
        foreach (var (name, value) in PilotCommandLine.Environment)
        {
            start.Environment[name] = value;
        }

        using var pilot = Process.Start(start)!;
        try
        {
            await Polling.UntilAsync($"pilot {version} listens", Limit, Listens, () => $"it has {(pilot.HasExited ? "ended" : "not")}", CancellationToken.None);
            await Polling.PauseAsync(ConfigRead, TimeProvider.System, CancellationToken.None);
            var identity = Node(node, version);
            await using var observer = await Observer.StartAsync(
                new ObserverOptions
                {
                    Node = identity,
                    Server = new Uri($"http://{Discovery}"),
                    Protocol = IstioVersion.Parse(version) < IstioVersion.Parse("1.8.0") ? XdsProtocol.V2 : XdsProtocol.V3,
                },
                CancellationToken.None);
            await Polling.UntilAsync("the manifest's configuration", Limit, _ => Task.FromResult(IsWhole(observer.State)), () => $"{observer.Pushes}", CancellationToken.None);

            var environment = PilotCommandLine.Environment.Select(e => $"{e.Key}={e.Value}");
            var command = string.Join(' ', [.. environment, "pilot-discovery", .. arguments.Select(a => a.Length == 0 ? "''" : a)]);
            command = command.Replace(files.Config, "CFG", StringComparison.Ordinal).Replace(files.MeshConfig, "mesh.yaml", StringComparison.Ordinal);
            return new RecordedState(version, command, $"{manifest}.yaml", identity.Id, Unread.Prune(observer.State));
        }
        finally
        {
            pilot.Kill();
            await pilot.WaitForExitAsync();
        }
    }

    private static async Task<bool> Listens(CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Discovery, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static NodeIdentity Node(string node, string version) => node.Split('~') switch
    {
        ["router", var ip] => NodeIdentity.Router(ip, "pod", "default", IstioVersion.Parse(version), new Dictionary<string, string>(StringComparer.Ordinal) { ["istio"] = "ingressgateway" }),
        [_, var ip] => NodeIdentity.Sidecar(ip, "pod", "default", IstioVersion.Parse(version)),
        _ => throw new ArgumentException($"'{node}' is not TYPE~IP", nameof(node)),
    };

    private static bool IsWhole(ObservedState state) =>
        state.Clusters.Keys.Any(c => c.EndsWith(".example", StringComparison.Ordinal))
        && state.EndpointNames().All(state.Endpoints.ContainsKey)
        && state.RouteNames().All(state.Routes.ContainsKey);
}
