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
    private const string Get = "GET / HTTP/1.1";
    private const string Unavailable = "HTTP/1.1 503 Service Unavailable";
    private const string Reason = "connection termination";

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

            var repeated = mesh.Environment == MeshEnvironment.Reference ? await RepeatAsync(mesh, ct) : null;
            return (Connect(Http), Connect(Tcp)) switch
            {
                var (http, tcp) when repeated is not null && !repeated.Fits(isTaken: http.Kind == OutcomeKind.Routed) =>
                    Verdict.Inconclusive($"the calls and the configuration say different things{repeated}; {Http}: {http}; {Tcp}: {tcp}"),
                ({ Kind: OutcomeKind.ConnectionClosed, Status: 400 } http, { Kind: OutcomeKind.Routed } tcp) => Verdict.Reproduced(
                    $"the port that is declared as HTTP refuses what is none ({http.Reason}), the one that is declared as TCP takes it to {tcp.Targets[0].Cluster}{repeated}"),
                ({ Kind: OutcomeKind.Routed } http, { Kind: OutcomeKind.Routed }) => Verdict.Absent($"both ports take it, the one for HTTP to {http.Targets[0].Cluster}{repeated}"),
                var (http, tcp) => Verdict.Inconclusive($"{Http}: {http}; {Tcp}: {tcp}"),
            };

            Outcome Connect(int port) => TrafficEvaluator.Evaluate(sidecar.State, Call.Inbound($"{address}:{port}") with { Protocol = CallProtocol.Tcp });
        });

    /// <summary>Makes calls to a pod through its sidecar, and again past it: what answers shows whose doing it is.</summary>
    private static async Task<Repeated> RepeatAsync(Mesh mesh, CancellationToken ct)
    {
        var request = new WorkloadRequest("cache-pods") { Manifest = "pods.yaml", Sidecar = mesh.SidecarOf(scale: 0.1), EchoPort = Http };
        await using var cache = await mesh.DeployAsync(request, ct);
        var (sidecar, application) = (cache.Pods[0].Address, cache.Applications[0].Address);
        const string get = $"{Get}\r\nHost: cache-pods.example.com\r\nConnection: close\r\n\r\n";
        return new Repeated(
            await AnswerAsync(sidecar, $"{Bytes}\r\n", ct),
            await AnswerAsync(application, $"{Bytes}\r\n", ct),
            await AnswerAsync(sidecar, get, ct),
            await AnswerAsync(application, get, ct));
    }

    /// <summary>All that is answered until the connection ends.</summary>
    private static async Task<string> AnswerAsync(IPAddress address, string text, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address, Http, deadline.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text), deadline.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadToEndAsync(deadline.Token) is { Length: > 0 } answer ? answer : "the end of the connection";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"nothing within {Patience.TotalSeconds} s";
        }
    }

    /// <summary>What was answered: to bytes that are no HTTP, and to an HTTP client whose request the application answers with none.</summary>
    private sealed record Repeated(string BytesThrough, string BytesPast, string GetThrough, string GetPast)
    {
        /// <summary>Whether it is what a sidecar does whose port takes bytes that are no HTTP, or does not. An HTTP client gets a 503 from both.</summary>
        public bool Fits(bool isTaken) =>
            First(BytesPast) == Bytes && (First(BytesThrough) == Bytes) == isTaken
            && First(GetPast) == Get && First(GetThrough) == Unavailable && GetThrough.EndsWith(Reason, StringComparison.Ordinal);

        public override string ToString() =>
            $"; '{Bytes}' through a sidecar is answered with '{First(BytesThrough)}', past it with '{First(BytesPast)}'; "
            + $"'{Get}' through it with '{First(GetThrough)}' ({GetThrough.Split("\r\n")[^1]}), past it with '{First(GetPast)}'";

        private static string First(string answer) => answer.Split("\r\n")[0];
    }
}
