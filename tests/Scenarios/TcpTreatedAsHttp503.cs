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

    [SkippableTheory, IstioVersions]
    public Task Bytes_that_are_no_HTTP_reach_a_port_that_is_declared_as_HTTP(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await ApplyAtAsync(mesh, "cache.yaml", ct, Workload);
            await using var sidecar = await mesh.ObserveSidecarAsync(Workload, ct);
            var address = mesh.AddressOf(Workload);
            await sidecar.Clusters.UntilAsync(c => c.Keys.Any(name => name.StartsWith("inbound|7002|", StringComparison.Ordinal)), ct);
            await sidecar.Listeners.UntilAsync(_ => Connect(Tcp).Kind == OutcomeKind.Routed, ct);

            return (Connect(Http), Connect(Tcp)) switch
            {
                ({ Kind: OutcomeKind.ConnectionClosed, Status: 400 } http, { Kind: OutcomeKind.Routed } tcp) => Verdict.Reproduced(
                    $"the port that is declared as HTTP refuses what is none ({http.Reason}), the one that is declared as TCP takes it to {tcp.Targets[0].Cluster}"),
                ({ Kind: OutcomeKind.Routed } http, { Kind: OutcomeKind.Routed }) => Verdict.Absent($"both ports take it, the one for HTTP to {http.Targets[0].Cluster}"),
                var (http, tcp) => Verdict.Inconclusive($"{Http}: {http}; {Tcp}: {tcp}"),
            };

            Outcome Connect(int port) => TrafficEvaluator.Evaluate(sidecar.State, Call.Inbound($"{address}:{port}") with { Protocol = CallProtocol.Tcp });
        });
}
