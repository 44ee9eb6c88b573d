using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

public sealed partial class ManyResources404
{
    /// <summary>As published: thirty applications behind the ingress, of which the last one is called, run after run.</summary>
    [SkippableTheory, IstioVersions]
    [Trait("Scale", "Published")]
    [Needs(Capabilities.Kubernetes | Capabilities.Process | Capabilities.Ingress)]
    public Task The_last_of_many_applications_behind_the_ingress_answers_run_after_run(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            using var rounds = new ApplicationRounds(KubernetesMesh.Of(mesh), await mesh.ReadAsync("httpbin.yaml", ct), Settings.Current.ResourcesPerTest);
            await rounds.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(1, ct), new SoakLimit(null, Runs), ct);

            return rounds.Stuck switch
            {
                _ when mesh.ControlPlane.Exits is [var exit, ..] => Verdict.Inconclusive($"the pilot ended in {rounds}: it {exit}"),
                "404" => Verdict.Reproduced($"the ingress answers 404 for ever: {rounds}"),
                null => Verdict.Absent($"the last application answered in each of {rounds}"),
                _ => Verdict.Inconclusive($"the last application does not answer, and not with 404: {rounds}"),
            };
        },
        ask: request => request with { Restart = RestartPolicy.AsKubelet() },
        budget: TimeSpan.FromHours(2));
}
