using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

public sealed partial class PilotConcurrentMapCrash
{
    /// <summary>As published: httpbin with a Service and an Ingress is created, asked for until it answers, and deleted, for ever.</summary>
    [SkippableTheory, IstioVersions]
    [Trait("Scale", "Published")]
    [Needs(Capabilities.Kubernetes | Capabilities.Process | Capabilities.Ingress)]
    public Task An_application_behind_the_ingress_comes_and_goes_and_the_pilot_stays(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            using var rounds = new ApplicationRounds(KubernetesMesh.Of(mesh), await mesh.ReadAsync("httpbin.yaml", ct), count: 1);
            await rounds.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(1, ct), Settings.Current.Soak, ct);

            return mesh.ControlPlane.Exits switch
            {
                [] => rounds.Survived(),
                [var exit, ..] when ChurnVerdict.IsCrash(exit) => Verdict.Reproduced($"after {rounds} it {ChurnVerdict.Describe(exit)}"),
                [var exit, ..] => Verdict.Inconclusive($"after {rounds} it ended in another way than the reported one: it {exit}"),
            };
        },
        ask: request => request with { Restart = RestartPolicy.AsKubelet() },
        budget: TimeSpan.FromHours(2));
}
