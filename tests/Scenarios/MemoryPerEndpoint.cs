using System.Globalization;
using System.Text;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;

namespace IstioRegressions.Scenarios;

/// <summary>
/// The control plane's memory grows with the square of the number of ServiceEntry hosts (istio/istio#25531).
/// </summary>
[Regression("memory-per-endpoint")]
public sealed class MemoryPerEndpoint(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    private const int EndpointsPerHost = 10;
    private const long GiB = 1L << 30;

    // A heap of the same state differs by a MiB from run to run, which the second difference can make eight of.
    // With the regression, 1000 hosts make it 16 MiB on the reference, 21 at 1.6.14 and 190 at 1.6.0.
    private const double Noise = 8 << 20;

    // Behind all hosts: an address has room for 65,536.
    private const int FirstSentinel = 60_000;

    private static readonly TimeSpan EndIsKnownWithin = TimeSpan.FromSeconds(20);

    [SkippableTheory, IstioVersions]
    public Task Memory_grows_with_the_hosts_and_not_with_their_square(IstioRow istio) =>
        Judge(istio, (mesh, ct) => GrowAsync(mesh, hosts: 250, ct), memoryCap: 4 * GiB, budget: TimeSpan.FromMinutes(5));

    [SkippableTheory, IstioVersions]
    [Trait("Scale", "Published")]
    public Task Memory_at_5000_hosts_is_in_proportion_to_1250(IstioRow istio) =>
        Judge(istio, (mesh, ct) => GrowAsync(mesh, hosts: 1250, ct), memoryCap: 16 * GiB, budget: TimeSpan.FromMinutes(15));

    private static async Task<Verdict> GrowAsync(Mesh mesh, int hosts, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ended = mesh.ControlPlane.WaitForExitAsync(stop.Token);
        var measured = MeasureAsync(mesh, hosts, stop.Token);
        await Task.WhenAny(measured, ended);
        if (!measured.IsCompletedSuccessfully)
        {
            // What it was asked when it was killed fails a moment before its end is known.
            stop.CancelAfter(EndIsKnownWithin);
            await Task.WhenAny(ended);
            await stop.CancelAsync();
            await Task.WhenAny(measured);
        }

        if (ended.IsCompletedSuccessfully)
        {
            var exit = await ended;
            return exit.Cause is null
                ? Verdict.Inconclusive($"the control plane ended by itself: it {exit.Description}")
                : Verdict.Reproduced($"the control plane outgrew its cap: it {exit.Description}");
        }

        var growth = await measured;
        await mesh.RecordAsync("heap-growth.json", Encoding.UTF8.GetBytes(growth.ToJson()), ct);
        await mesh.RecordAsync("heap-growth.svg", Encoding.UTF8.GetBytes(HeapGrowthPicture.Draw(growth)), ct);
        return growth.QuadraticShare switch
        {
            > 0.2 when growth.QuadraticBytes < Noise => Verdict.Absent($"memory grows with the hosts, but for less than a heap wanders by: {growth}"),
            >= 0.35 => Verdict.Reproduced($"memory grows with the square of the hosts: {growth}"),
            <= 0.2 => Verdict.Absent($"memory grows with the hosts: {growth}"),
            _ => Verdict.Inconclusive($"memory grows neither with the hosts nor clearly with their square: {growth}"),
        };
    }

    private static async Task<HeapGrowth> MeasureAsync(Mesh mesh, int hosts, CancellationToken ct)
    {
        await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);
        var host = await mesh.ReadAsync("host.yaml", ct);
        var samples = new List<HeapSample>();
        var sentinel = FirstSentinel;
        foreach (var count in (int[])[hosts, 2 * hosts, 4 * hosts])
        {
            await AddAsync(samples.Count == 0 ? 0 : samples[^1].Hosts, count);

            // Istio keeps the state of the push before the last one, and lets it go every 10 s. After one more push that state has
            // all hosts too; of two such moments one has it. In a pod 1.6 leaves hosts without endpoints until then.
            var memory = mesh.Environment == MeshEnvironment.Reference
                ? await MeasureWithAsync(count)
                : Larger(await MeasureAfterOneMoreAsync(count), await MeasureAfterOneMoreAsync(count));
            samples.Add(new HeapSample(count, memory.HeapBytes, memory.ResidentBytes));
            if (memory.IsProfiled)
            {
                await mesh.RecordAsync($"heap-at-{count}.pb.gz", memory.Profile, ct);
            }
        }

        return new HeapGrowth(samples, EndpointsPerHost);

        async Task<HeapMeasurement> MeasureAfterOneMoreAsync(int count)
        {
            await AddAsync(sentinel, ++sentinel);
            return await MeasureWithAsync(count);
        }

        async Task<HeapMeasurement> MeasureWithAsync(int count)
        {
            await sidecar.Endpoints($"outbound|80||host-{count - 1}.example.com").UntilAsync(e => e.Count == EndpointsPerHost, ct);
            return await mesh.ControlPlane.MeasureHeapAsync(ct);
        }

        async Task AddAsync(int from, int to)
        {
            await mesh.ApplyAsync(Hosts(host, from, to), ct);
            await sidecar.Route("80").UntilAsync(r => r is not null && r.VirtualHosts.Any(h => h.Domains.Contains($"host-{to - 1}.example.com")), ct); // the last that a push sends
        }
    }

    private static HeapMeasurement Larger(HeapMeasurement one, HeapMeasurement other) => one.HeapBytes > other.HeapBytes ? one : other;

    private static Manifest Hosts(Manifest host, int from, int to) => new($"{to}-hosts", string.Join("---\n", Enumerable.Range(from, to - from)
        .Select(i => host.Yaml
            .Replace("HOST", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("ADDRESS", string.Create(CultureInfo.InvariantCulture, $"10.{i / 256}.{i % 256}"), StringComparison.Ordinal))));
}
