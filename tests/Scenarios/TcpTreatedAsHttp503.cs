using System.Net;
using System.Net.Sockets;
using System.Text;
using IstioRegressions.Meshes;
using IstioRegressions.Meshes.Workloads;
using IstioRegressions.Routing;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A port that is declared as HTTP and speaks TCP takes no connection but HTTP's, which its application cannot answer (istio/istio#19966).
/// </summary>
[Regression("tcp-treated-as-http-503")]
public sealed class TcpTreatedAsHttp503(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Workload = "workload";
    private const int Http = 7001;
    private const int Tcp = 7002;
    private const string Bytes = "get key";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [SkippableTheory, IstioVersions]
    public Task Bytes_that_are_no_HTTP_reach_a_port_that_is_declared_as_HTTP(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await ApplyAtAsync(mesh, "cache.yaml", ct, Workload);
            await using var sidecar = await mesh.ObserveSidecarAsync(Workload, ct);
            var address = mesh.AddressOf(Workload);
            await sidecar.Clusters.UntilAsync(c => c.Keys.Any(name => name.StartsWith("inbound|7002|", StringComparison.Ordinal)), ct);
            await sidecar.Listeners.UntilAsync(_ => Connect(Tcp).Kind == OutcomeKind.Routed, ct);

            (string Through, string Past)? repeated = mesh.Environment == MeshEnvironment.Reference ? await RepeatAsync(mesh, ct) : null;
            return (Connect(Http), Connect(Tcp)) switch
            {
                var (http, tcp) when repeated is { } call && (call.Past != Bytes || (call.Through == Bytes) != (http.Kind == OutcomeKind.Routed)) =>
                    Verdict.Inconclusive($"the calls and the configuration say different things{Told(repeated)}; {Http}: {http}; {Tcp}: {tcp}"),
                ({ Kind: OutcomeKind.ConnectionClosed, Status: 400 } http, { Kind: OutcomeKind.Routed } tcp) => Verdict.Reproduced(
                    $"the port that is declared as HTTP refuses what is none ({http.Reason}), the one that is declared as TCP takes it to {tcp.Targets[0].Cluster}{Told(repeated)}"),
                ({ Kind: OutcomeKind.Routed } http, { Kind: OutcomeKind.Routed }) => Verdict.Absent($"both ports take it, the one for HTTP to {http.Targets[0].Cluster}{Told(repeated)}"),
                var (http, tcp) => Verdict.Inconclusive($"{Http}: {http}; {Tcp}: {tcp}"),
            };

            static string Told((string Through, string Past)? call) => call is { } answers
                ? $"; '{Bytes}' through a sidecar is answered with '{answers.Through}', past it with '{answers.Past}'"
                : "";

            Outcome Connect(int port) => TrafficEvaluator.Evaluate(sidecar.State, Call.Inbound($"{address}:{port}") with { Protocol = CallProtocol.Tcp });
        });

    /// <summary>Makes the call to a pod through its sidecar, and again past it: what answers shows whose doing it is.</summary>
    private static async Task<(string Through, string Past)> RepeatAsync(Mesh mesh, CancellationToken ct)
    {
        var request = new WorkloadRequest("cache-pods") { Manifest = "pods.yaml", Sidecar = mesh.SidecarOf(scale: 0.1), EchoPort = Http };
        await using var cache = await mesh.DeployAsync(request, ct);
        return (await AnswerAsync(cache.Pods[0].Address, ct), await AnswerAsync(cache.Applications[0].Address, ct));
    }

    private static async Task<string> AnswerAsync(IPAddress address, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address, Http, deadline.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Bytes}\r\n"), deadline.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(deadline.Token) ?? "the end of the connection";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"nothing within {Patience.TotalSeconds} s";
        }
    }
}
