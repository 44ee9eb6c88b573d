using System.Text;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Pilot with mutual TLS crashes all the time: what makes it crash is there again as soon as it is started again (istio/istio#6564).
/// </summary>
[Regression("auth-enabled-restart-loop")]
public sealed partial class AuthEnabledRestartLoop(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    // Crashes that are waited for; the third shows a back-off before it.
    private const int Enough = 3;
    private const int Loop = 2;

    // kubelet's 10 s are 0.1 s here.
    private const double OfKubelet = 0.01;

    [SkippableTheory, IstioVersions]
    public Task A_pilot_that_is_started_again_does_not_crash_again(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var application = await mesh.ReadAsync("application.yaml", ct);
            var outages = new List<Outage>();
            EndpointChurn churn;
            int before;
            do
            {
                before = mesh.ControlPlane.Exits.Count;
                churn = new EndpointChurn(mesh, EndpointChurnLoad.Killing(mesh.Environment), application);
                await churn.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(Enough, ct), ct);
                outages.AddRange(churn.Availability.Outages);
            }
            while (mesh.ControlPlane.Exits.Count is var exits && exits > before && exits < Enough);

            var line = RestartTimeline.Of(mesh.ControlPlane, outages, TimeProvider.System.GetUtcNow());
            await mesh.RecordAsync("restarts.json", Encoding.UTF8.GetBytes(line.ToJson()), ct);
            await mesh.RecordAsync("restarts.svg", Encoding.UTF8.GetBytes(RestartTimelinePicture.Draw(line)), ct);
            await mesh.RecordAsync("churn.json", ChurnVerdict.ToJson(churn, mesh.ControlPlane.Exits), ct);

            var crashes = mesh.ControlPlane.Exits.Where(ChurnVerdict.IsCrash).ToList();
            return crashes.Count switch
            {
                >= Loop => Verdict.Reproduced(
                    $"it crashed {crashes.Count} times in {(line.Until - line.From).TotalSeconds:0.0} s, its clients had no answer for {line.Unavailable.TotalSeconds:0.0} s; the last time it {ChurnVerdict.Describe(crashes[^1])}"),
                1 => Verdict.Inconclusive($"it crashed once and then survived: it {ChurnVerdict.Describe(crashes[0])}"),
                _ => await ChurnVerdict.SurvivedAsync(mesh, churn, ct),
            };
        },
        ask: request => request with { MutualTls = true, Restart = RestartPolicy.AsKubelet(OfKubelet) });
}
