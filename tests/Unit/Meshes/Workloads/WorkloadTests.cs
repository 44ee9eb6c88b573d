using System.Net;
using System.Net.Sockets;
using IstioRegressions.Meshes;
using IstioRegressions.Meshes.Workloads;
using static IstioRegressions.Meshes.Workloads.PodEventKind;

namespace IstioRegressions.Unit.Meshes.Workloads;

public sealed class WorkloadTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));

    [Fact]
    public async Task A_sidecar_gets_SIGTERM_at_the_deletion_and_the_application_after_its_hook()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: true);
        await using var workload = await host.DeployAsync(Web(new Sidecar(SidecarDrain.Exit, TimeSpan.Zero)), _limit.Token);

        await workload.DeletePodAsync(_limit.Token);

        var kinds = workload.Events.Select(e => e.Kind).ToList();
        kinds.Should().StartWith([Ready, Deleted]).And.ContainInOrder(HookBegan, ApplicationTerminated, ApplicationExited).And.NotContain(Killed);
        kinds.Should().ContainInOrder(SidecarTerminated, ApplicationTerminated);
        workload.Pods.Should().BeEmpty();
    }

    [Fact]
    public async Task A_native_sidecar_gets_SIGTERM_when_the_application_has_ended()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: true);
        await using var workload = await host.DeployAsync(Web(new Sidecar(SidecarDrain.Exit, TimeSpan.Zero, OutlivesApplication: true)), _limit.Token);

        await workload.DeletePodAsync(_limit.Token);

        var kinds = workload.Events.Select(e => e.Kind).ToList();
        kinds.Should().ContainInOrder(HookBegan, ApplicationTerminated, ApplicationExited, SidecarTerminated, SidecarExited);
        kinds.Should().ContainSingle(kind => kind == SidecarTerminated);
    }

    [Fact]
    public async Task What_is_left_at_the_end_of_the_grace_period_is_killed()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: false);
        await using var workload = await host.DeployAsync(Web(sidecar: null) with { PreStop = TimeSpan.FromHours(1), Grace = Short }, _limit.Token);

        await workload.DeletePodAsync(_limit.Token);

        workload.Events.Should().ContainSingle(e => e.Kind == Killed);
        workload.Events.Single(e => e.Kind == ApplicationExited).Detail.Should().Contain("SIGKILL");
    }

    [Fact]
    public async Task The_Service_spreads_connections_and_leaves_a_deleted_pod_out_after_the_lag()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: false);
        await using var workload = await host.DeployAsync(Web(sidecar: null) with { Replicas = 2 }, _limit.Token);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
        async Task<string[]> AnswersAsync() => [await AskAsync(), await AskAsync()];
        Task<string> AskAsync() => client.GetStringAsync(new Uri($"http://{workload.Service}/"), _limit.Token);

        (await AnswersAsync()).Should().BeEquivalentTo("web-1", "web-2");
        await workload.DeletePodAsync(_limit.Token);

        (await AnswersAsync()).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task An_application_that_never_becomes_ready_is_one_error_and_nothing_is_left_running()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: false);
        var near = host.Ahead(0);
        await HostGuard.OfThisProcessAsync(_limit.Token); // what starts it is there

        var deploying = host.DeployAsync(Web(sidecar: null) with { ReadyAfter = null, ReadyWithin = TimeSpan.FromSeconds(10) }, _limit.Token);
        await Polling.UntilAsync("the application runs", TimeSpan.FromSeconds(60), _ => Task.FromResult(ApplicationsBeside(near).Length == 1), () => "", _limit.Token);

        var deploy = () => deploying;
        var error = (await deploy.Should().ThrowAsync<MeshException>()).Which.Message;
        error.Should().StartWith("not seen within 10 s: pod web-1 is ready; last saw");
        ApplicationsBeside(near).Should().BeEmpty();
    }

    [Fact]
    public async Task A_port_that_is_in_use_is_an_error_with_the_words_of_the_application()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: false);
        using var taken = new TcpListener(host.Ahead(2), 8080); // the Service's address comes first
        taken.Start();

        var deploy = () => host.DeployAsync(Web(sidecar: null), _limit.Token);

        (await deploy.Should().ThrowAsync<MeshException>()).WithMessage("pod web-1 was not ready: its application exited with code 2*address already in use*");
    }

    [Fact]
    public async Task A_sidecar_without_a_pilot_ends_with_an_error_that_names_it()
    {
        await using var host = await WorkloadHost.StartAsync(withPilot: false);

        var deploy = () => host.DeployAsync(Web(new Sidecar(SidecarDrain.Exit, TimeSpan.Zero)), _limit.Token);

        (await deploy.Should().ThrowAsync<MeshException>()).WithMessage("pod web-1 was not ready: its sidecar exited with code 2*proxy: *127.*:1*");
    }

    private static WorkloadRequest Web(Sidecar? sidecar) => new("web")
    {
        Sidecar = sidecar,
        PreStop = Short,
        EndpointLag = Short,
    };

    /// <summary>The applications that run in the network of that address.</summary>
    private static string[] ApplicationsBeside(IPAddress address)
    {
        var network = $"{address}"[..($"{address}".LastIndexOf('.') + 1)];
        return
        [
            .. Processes.All.Select(Processes.Arguments)
                .Where(arguments => arguments.Contains("app") && arguments.Any(a => a.StartsWith(network, StringComparison.Ordinal)))
                .Select(arguments => string.Join(' ', arguments)),
        ];
    }

    public void Dispose() => _limit.Dispose();
}
