using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A fake host in the ServiceEntry of an external database does not take the database's connections, or takes those of other services.
/// </summary>
[Regression("external-service-failure")]
public sealed class ExternalServiceFailure(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Database = "outbound|3306||mysql.example.com";
    private const string Sentinel = "10.70.0.9_9100";
    private const string Fake = "outbound|3306||fake-mysql.example.com";

    [SkippableTheory, IstioVersions]
    public Task A_fake_host_takes_the_connections_of_its_own_port_alone(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);
            await mesh.ApplyAsync("entries.yaml", ct);
            await sidecar.Listeners.UntilAsync(l => l.ContainsKey("0.0.0.0_80"), ct);
            await sidecar.Route("80").UntilAsync(t => t is not null, ct);
            var (database, others) = (Connect(sidecar, "203.0.113.5:3306"), Others(sidecar));

            await mesh.ApplyAsync("fake-host.yaml", ct);
            await sidecar.Listeners.UntilAsync(l => l.ContainsKey(Sentinel), ct);
            var (fake, othersAfter) = (Connect(sidecar, "203.0.113.5:3306"), Others(sidecar));

            var seen = $"3306 led to {database} and leads to {fake}; the others to {string.Join(", ", othersAfter)}";
            return (database, fake) switch
            {
                _ when !others.Contains("outbound|80||s3.example.com") => Verdict.Inconclusive($"not even the HTTP calls of an external service are routed: {string.Join(", ", others)}"),
                (Database, Fake) when othersAfter.SequenceEqual(others) && others.All(o => o.StartsWith("outbound|", StringComparison.Ordinal)) => Verdict.Absent($"the database's connections go to the fake host, the others where they went: {seen}"),
                _ => Verdict.Reproduced($"the fake host does not take the database's connections, or takes others: {seen}"),
            };
        });

    private static IReadOnlyList<string> Others(Observer sidecar) =>
    [
        Connect(sidecar, "203.0.113.6:587"),
        Where(sidecar, Call.Outbound("203.0.113.7:80") with { Host = "s3.example.com", Path = "/bucket" }),
        Where(sidecar, Call.Outbound("203.0.113.7:443") with { Protocol = CallProtocol.Tls, Sni = "s3.example.com" }),
    ];

    private static string Connect(Observer sidecar, string destination) =>
        Where(sidecar, Call.Outbound(destination) with { Protocol = CallProtocol.Tcp, ServerSpeaksFirst = true });

    private static string Where(Observer sidecar, Call call) =>
        TrafficEvaluator.Evaluate(sidecar.State, call) is { Targets: [var target] } ? target.Cluster : "no cluster";
}
