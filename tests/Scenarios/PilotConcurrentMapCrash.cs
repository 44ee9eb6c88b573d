using System.Diagnostics;
using System.Globalization;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// Pilot reads the map of its endpoint streams without a lock, and dies when several Envoys leave at once (istio/istio#4903).
/// </summary>
[Regression("pilot-concurrent-map-crash")]
public sealed partial class PilotConcurrentMapCrash(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const int Port = 8888;
    private const string Host = "httpbin.test.local";

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BesideTheSoak = TimeSpan.FromMinutes(2);

    [SkippableTheory, IstioVersions]
    public Task Streams_of_endpoints_come_and_go_and_the_pilot_stays(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var application = await mesh.ReadAsync("application.yaml", ct);
            var churn = new EndpointChurn(mesh, EndpointChurnLoad.Killing(mesh.Environment), application);

            await churn.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(1, ct), ct);

            return await DecideAsync(mesh, churn, ct);
        });

    /// <summary>The published loop: create, GET until it answers, delete, for ever; until the limit here.</summary>
    [SkippableTheory, IstioVersions]
    [Trait("Scale", "Published")]
    public Task An_application_comes_and_goes_round_after_round_and_the_pilot_stays(IstioRow istio) =>
        Judge(istio, SoakAsync, budget: BesideTheSoak + (Settings.Current.Soak is { Rounds: { } rounds } ? rounds * 2 * Within : Settings.Current.Soak.Time!.Value));

    private static async Task<Verdict> SoakAsync(Mesh mesh, CancellationToken ct)
    {
        var application = await mesh.ReadAsync("application.yaml", ct);
        await using var sidecar = await mesh.ObserveRoutingAsync("client", Port, ct);
        var (limit, load, report) = (Settings.Current.Soak, EndpointChurnLoad.Killing(mesh.Environment), new SoakReport());
        var stuck = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var churn = new EndpointChurn(mesh, load with { Changes = limit.Rounds ?? int.MaxValue }, RoundAsync);

        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var time = Polling.PauseAsync(limit.Time ?? Timeout.InfiniteTimeSpan, TimeProvider.System, over.Token);
        await churn.RunUntilAsync(Task.WhenAny(time, stuck.Task, mesh.ControlPlane.WaitForExitsAsync(1, over.Token)), ct);
        await over.CancelAsync();

        await mesh.RecordAsync("soak.json", report.ToJson(mesh.ControlPlane.Samples), ct);
        var verdict = await DecideAsync(mesh, churn, ct);
        if (stuck.Task.IsCompleted && verdict.Kind == VerdictKind.Absent)
        {
            verdict = Verdict.Inconclusive(await stuck.Task);
        }

        return verdict with { Reason = $"{verdict.Reason}; {report}" };

        async Task RoundAsync(int before, CancellationToken stop)
        {
            await mesh.ApplyAsync(EndpointChurn.Edited(application, before), stop);
            var created = Stopwatch.GetTimestamp();
            await UntilAsync("the application is reachable", s => s.IsReachable, stop);
            report.Add(Stopwatch.GetElapsedTime(created));
            await mesh.DeleteAsync("application.yaml", stop);
            await UntilAsync("the application is gone", s => !s.HasRoute, stop);
        }

        async Task UntilAsync(string what, Func<RoutingState, bool> isSo, CancellationToken stop)
        {
            try
            {
                await Polling.UntilAsync(what, Within, async ct => isSo(await sidecar.LookAsync(Host, ct)), () => "it is not", stop);
            }
            catch (TimeoutException e)
            {
                stuck.SetResult(e.Message);
                throw new MeshException(e.Message, e);
            }
        }
    }

    private static async Task<Verdict> DecideAsync(Mesh mesh, EndpointChurn churn, CancellationToken ct)
    {
        await mesh.RecordAsync("churn.json", ChurnVerdict.ToJson(churn, mesh.ControlPlane.Exits), ct);
        return mesh.ControlPlane.Exits.FirstOrDefault(ChurnVerdict.IsCrash) is { } crash
            ? Verdict.Reproduced(string.Create(CultureInfo.InvariantCulture, $"after {churn.Streams} streams, {churn.Elapsed.TotalSeconds:0.00} s, it {ChurnVerdict.Describe(crash)}"))
            : await ChurnVerdict.SurvivedAsync(mesh, churn, ct);
    }
}
