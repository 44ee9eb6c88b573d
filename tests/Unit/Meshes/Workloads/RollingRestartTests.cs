using IstioRegressions.Catalogue;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;
using IstioRegressions.Meshes.Workloads;

namespace IstioRegressions.Unit.Meshes.Workloads;

/// <summary>Rolling restarts under 25 users, as published, with every duration a tenth.</summary>
public sealed class RollingRestartTests : IDisposable
{
    private const double Scale = 0.1;

    private static readonly TimeSpan Hook = TimeSpan.FromSeconds(15) * Scale;
    private static readonly Sidecar ExitsAtOnce = new(SidecarDrain.Exit, TimeSpan.Zero);
    private static readonly Sidecar DrainsAsLongAsTheHook = new(SidecarDrain.Accept, Hook);
    private static readonly Sidecar OutlivesTheApplication = new(SidecarDrain.Accept, TimeSpan.Zero, OutlivesApplication: true);

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task With_a_hook_and_without_a_sidecar_no_request_fails()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: false);

        var cell = await RestartAsync(host.DeployAsync, "hooked", sidecar: null, 3 * Hook, lag: Hook / 3);

        cell.Successful.Should().BeGreaterThan(100);
        cell.Failures.Should().BeEmpty();
    }

    // Six restarts: asked for, and not part of every run.
    [Fact, Trait("Scale", "Published")]
    public async Task Requests_fail_without_a_hook_and_with_a_sidecar_that_exits_at_once_and_else_none()
    {
        await using var mesh = await StartAsync();

        // In pairs: all at once would be twenty processes that start while others are to end in time.
        TrafficReport[] cells =
        [
            .. await Task.WhenAll(RestartAsync(mesh.DeployAsync, "bare", sidecar: null, hook: null), RestartAsync(mesh.DeployAsync, "hooked", sidecar: null, Hook)),
            .. await Task.WhenAll(RestartAsync(mesh.DeployAsync, "exits", ExitsAtOnce, hook: null), RestartAsync(mesh.DeployAsync, "exits-hooked", ExitsAtOnce, Hook)),
            .. await Task.WhenAll(RestartAsync(mesh.DeployAsync, "drains-hooked", DrainsAsLongAsTheHook, Hook), RestartAsync(mesh.DeployAsync, "outlives-hooked", OutlivesTheApplication, Hook)),
        ];

        cells.Should().OnlyContain(cell => cell.Successful > 100);
        cells.Select(cell => cell.Failed > 0).Should().Equal([true, false, true, true, false, false], string.Join("\n", cells.Select(c => c.ToString())));
    }

    private async Task<TrafficReport> RestartAsync(Func<WorkloadRequest, CancellationToken, Task<Workload>> deploy, string name, Sidecar? sidecar, TimeSpan? hook, TimeSpan? lag = null)
    {
        _folder.Write($"{name}.yaml", Yaml.ServiceEntry(name));
        var request = new WorkloadRequest(name)
        {
            Manifest = sidecar is null ? null : $"{name}.yaml",
            Sidecar = sidecar,
            PreStop = hook,
            Grace = 2 * (hook ?? Hook),
            EndpointLag = lag ?? ((hook ?? Hook) / 2), // what ends at once does so before, on a busy machine too
        };
        await using var workload = await deploy(request, _limit.Token);
        await using var load = TrafficRun.Start(new TrafficOptions
        {
            Server = workload.Service,
            Users = 25,
            KeepAlive = false,
            Pause = TimeSpan.FromMilliseconds(50),
        });

        await workload.RestartAsync(_limit.Token);

        return await load.StopAsync(_limit.Token);
    }

    private Task<LocalMesh> StartAsync() => LocalMesh.StartAsync(
        new MeshRequest(IstioVersion.Parse("1.6.14"), _folder.Path, _folder["evidence"]), new Settings(), _limit.Token);

    public void Dispose()
    {
        _limit.Dispose();
        _folder.Dispose();
    }
}
