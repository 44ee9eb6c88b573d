using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

public sealed partial class AuthEnabledRestartLoop
{
    /// <summary>The published loop on a mesh that was installed with mutual TLS (istio-auth.yaml), until the pilot has crashed again.</summary>
    [SkippableTheory, IstioVersions]
    [Trait("Scale", "Published")]
    [Needs(Capabilities.Kubernetes | Capabilities.Process | Capabilities.Ingress)]
    public Task With_mutual_TLS_an_application_comes_and_goes_and_the_pilot_does_not_crash_again(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            using var rounds = new ApplicationRounds(KubernetesMesh.Of(mesh), await mesh.ReadAsync("httpbin.yaml", ct), count: 1);
            await rounds.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(Enough, ct), Settings.Current.Soak, ct);

            var crashes = mesh.ControlPlane.Exits.Where(ChurnVerdict.IsCrash).ToList();
            return crashes.Count switch
            {
                >= Loop => Verdict.Reproduced($"it crashed {crashes.Count} times in {rounds}; the last time it {ChurnVerdict.Describe(crashes[^1])}"),
                1 => Verdict.Inconclusive($"it crashed once in {rounds}: it {ChurnVerdict.Describe(crashes[0])}"),
                _ when mesh.ControlPlane.Exits is [var exit, ..] => Verdict.Inconclusive($"it ended in another way than the reported one: it {exit}"),
                _ => rounds.Survived(),
            };
        },
        ask: request => request with { MutualTls = true, Restart = RestartPolicy.AsKubelet() },
        budget: TimeSpan.FromHours(2));
}
