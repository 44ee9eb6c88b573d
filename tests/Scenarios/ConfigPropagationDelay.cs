using System.Diagnostics;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// A change of the configuration reaches proxies after more than 12 s, or not those that connect after it.
/// </summary>
[Regression("config-propagation-delay")]
public sealed class ConfigPropagationDelay(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const string Before = "outbound|80||before.example.com";
    private const string Change = "outbound|80||change.example.com";

    private static readonly TimeSpan Published = TimeSpan.FromSeconds(12);

    [SkippableTheory, IstioVersions]
    public Task A_change_reaches_connected_proxies_in_time_and_new_ones_at_once(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            await using var proxy = await mesh.ObserveSidecarAsync("client", ct);
            await mesh.ApplyAsync("before.yaml", ct);
            await proxy.Endpoints(Before).BecomeAsync(["4.4.4.21:80"], ct);

            await using (await mesh.ObserveSidecarAsync("restarted", ct))
            {
                // It is there before the change, and away while it comes.
            }

            var changed = Stopwatch.GetTimestamp();
            await mesh.ApplyAsync("change.yaml", ct);
            await proxy.Endpoints(Change).BecomeAsync(["4.4.4.22:80"], ct);
            var took = Stopwatch.GetElapsedTime(changed);

            await using var restarted = await mesh.ObserveSidecarAsync("restarted", ct);
            var first = restarted.History.First(p => p.Type == XdsType.Clusters);

            return (took < Published, first.Names.Contains(Change)) switch
            {
                (true, true) => Verdict.Absent($"the change was there after {took.TotalSeconds:0.00} s, and in the first push to a new proxy"),
                (false, _) => Verdict.Reproduced($"the change was there after {took.TotalSeconds:0.00} s only"),
                _ => Verdict.Reproduced($"the first push to a new proxy lacks the change, which a connected one has after {took.TotalSeconds:0.00} s"),
            };
        });
}
