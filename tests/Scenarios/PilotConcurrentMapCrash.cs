using IstioRegressions.Load;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Pilot reads the map of its endpoint streams without a lock, and dies when several Envoys leave at once (istio/istio#4903).
/// </summary>
[Regression("pilot-concurrent-map-crash")]
public sealed class PilotConcurrentMapCrash(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    [SkippableTheory, IstioVersions]
    public Task Streams_of_endpoints_come_and_go_and_the_pilot_stays(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var application = await mesh.ReadAsync("application.yaml", ct);
            var churn = new EndpointChurn(mesh, EndpointChurnLoad.Killing(mesh.Environment), application);

            await churn.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(1, ct), ct);
            await mesh.RecordAsync("churn.json", ChurnVerdict.ToJson(churn, mesh.ControlPlane.Exits), ct);

            return mesh.ControlPlane.Exits.FirstOrDefault(ChurnVerdict.IsCrash) is { } crash
                ? Verdict.Reproduced($"after {churn.Streams} streams, {churn.Elapsed.TotalSeconds:0.00} s, it {ChurnVerdict.Describe(crash)}")
                : await ChurnVerdict.SurvivedAsync(mesh, churn, ct);
        });
}
