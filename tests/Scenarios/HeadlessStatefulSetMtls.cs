using IstioRegressions.Meshes;
using IstioRegressions.Routing;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Headless services that share a TCP port share one listener, so who calls a pod of one of them does it as the other one's
/// clients do: with mutual TLS, or without, whatever the pod demands (istio/istio#10659).
/// </summary>
[Regression("headless-statefulset-mtls")]
public sealed partial class HeadlessStatefulSetMtls(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Legacy = "outbound|7000||legacy.default.svc.cluster.local";
    private const string Store = "outbound|7000||store.default.svc.cluster.local";
    private const string SentinelListener = "10.70.2.9_7009";

    // 1.1 to 1.5 leave a kind that they do not know out without a word, and so are waited for in vain.
    private static readonly TimeSpan Accepted = TimeSpan.FromSeconds(20);

    [SkippableTheory, IstioVersions]
    public Task A_connection_to_a_pod_is_that_of_the_service_that_it_belongs_to(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await mesh.ApplyAsync("stores.yaml", ct);
            await using var client = await mesh.ObserveSidecarAsync("client", ct);
            await client.Clusters.UntilAsync(c => c.ContainsKey(Legacy) && c.TryGetValue(Store, out var store) && SpeaksTls(store), ct);

            string named;
            try
            {
                await mesh.ApplyAsync("pods.yaml", ct);
                named = "the pods are named";
            }
            catch (ManifestException e) when (!e.IsOurs)
            {
                named = $"the pods cannot be named: {e.Message}";
            }

            await mesh.ApplyAsync("sentinel.yaml", ct);
            await client.Listeners.UntilAsync(l => l.ContainsKey(SentinelListener), ct);

            var (legacy, store) = (ClusterOf("10.70.1.11:7000"), ClusterOf("10.70.1.21:7000"));
            var seen = $"a connection to the pod of legacy goes to {Told(legacy)}, one to the pod of store to {Told(store)}; {named}";
            return (legacy, store) switch
            {
                (Legacy, Store) => Verdict.Absent(seen),
                (Legacy, Legacy) or (Store, Store) => Verdict.Reproduced(seen),
                _ => Verdict.Inconclusive(seen),
            };

            string ClusterOf(string pod)
            {
                var outcome = TrafficEvaluator.Evaluate(client.State, Call.Outbound(pod) with { Protocol = CallProtocol.Tcp });
                return outcome is { Kind: OutcomeKind.Routed, Targets: [var target] } ? target.Cluster : $"{outcome}";
            }

            string Told(string cluster) => client.Clusters.Current.TryGetValue(cluster, out var there) ? $"{cluster} with{(SpeaksTls(there) ? "" : "out")} TLS" : cluster;
        },
        ask: request => request with { AcceptWithin = Accepted });
}
