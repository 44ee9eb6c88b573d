using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Scenarios;

/// <summary>
/// While proxies of one version are replaced by those of the next, one of them is not served, or is not counted, or requests fail.
/// </summary>
[Regression("zero-downtime-upgrade")]
public sealed partial class ZeroDowntimeUpgrade(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const int Replicas = 3;
    private const string Shop = "outbound|80||shop.example.com";
    private const string Another = "outbound|80||another.example.com";

    private static readonly TimeSpan Listed = TimeSpan.FromSeconds(10);

    [SkippableTheory, IstioVersions]
    public Task Proxies_of_both_versions_are_served_until_all_are_of_the_new_one(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            // The control plane is upgraded first: that of the version serves proxies of the minor before.
            var before = Before(mesh.Version);
            await mesh.ApplyAsync("shop.yaml", ct);
            var proxies = new List<Observer>();
            try
            {
                for (var i = 0; i < Replicas; i++)
                {
                    proxies.Add(await mesh.ObserveSidecarAsync($"app-{i}", before, ct));
                    await proxies[i].Endpoints(Shop).BecomeAsync(["4.4.4.21:80"], ct);
                }

                for (var i = 0; i < Replicas; i++)
                {
                    await proxies[0].DisposeAsync();
                    proxies.RemoveAt(0);
                    try
                    {
                        proxies.Add(await mesh.ObserveSidecarAsync($"app-new-{i}", mesh.Version, ct));
                    }
                    catch (XdsException e) when (e is not ObservationTimeoutException)
                    {
                        return Verdict.Reproduced($"proxy {i + 1} of {Replicas} is not served at {mesh.Version} while others are at {before}: {e.Message}");
                    }

                    await proxies[^1].Endpoints(Shop).BecomeAsync(["4.4.4.21:80"], ct);
                    if (i == 0)
                    {
                        await mesh.ApplyAsync("another.yaml", ct);
                    }

                    await Task.WhenAll(proxies.Select(p => p.Endpoints(Another).BecomeAsync(["4.4.4.22:80"], ct)));
                }

                return Told(await ConnectedAsync(mesh, Replicas, ct), mesh.Version, proxies.Sum(p => p.Reconnects), before);
            }
            finally
            {
                foreach (var proxy in proxies)
                {
                    await proxy.DisposeAsync();
                }
            }
        });

    /// <summary>The last release of the minor before a version.</summary>
    private static IstioVersion Before(IstioVersion version) =>
        ReleaseList.Default.Versions.Last(v => (v.Major, v.Minor).CompareTo((version.Major, version.Minor)) < 0);

    private static string Counted(IEnumerable<string> versions) => string.Join(", ", versions.CountBy(v => v).Select(v => $"{v.Key} ({v.Value} proxies)"));

    /// <summary>The versions of the proxies that are connected, once those that have left are no longer listed.</summary>
    private static async Task<IReadOnlyList<string>> ConnectedAsync(Mesh mesh, int replicas, CancellationToken ct)
    {
        var page = "[]";
        try
        {
            await Polling.UntilAsync("the proxies that left are no longer listed", Listed, async ct => VersionsIn(page = await mesh.DebugAsync("/debug/syncz", ct)).Count <= replicas, () => page, ct);
        }
        catch (TimeoutException)
        {
            // What was seen last is what is judged.
        }

        await mesh.RecordAsync("syncz.json", System.Text.Encoding.UTF8.GetBytes(page), ct);
        return VersionsIn(page);
    }

    private static Verdict Told(IReadOnlyList<string> versions, IstioVersion version, int reconnects, IstioVersion before)
    {
        var counted = Counted(versions);
        return versions.Count(v => v == version.ToString()) != Replicas || versions.Count != Replicas
            ? Verdict.Reproduced($"in the end there are {counted}, of {Replicas} at {version}")
            : reconnects > 0
            ? Verdict.Inconclusive($"{reconnects} streams were lost and came back; in the end there are {counted}")
            : Verdict.Absent($"every proxy was served at {before} and at {version}, no stream was lost, and in the end there are {counted}");
    }

    /// <summary>The versions that the connected proxies say they are, as <c>istioctl version</c> counts them.</summary>
    private static IReadOnlyList<string> VersionsIn(string page)
    {
        using var json = JsonDocument.Parse(page);
        return [.. json.RootElement.EnumerateArray().Select(s => s.TryGetProperty("istio_version", out var version) ? version.GetString() ?? "" : "none")];
    }
}
