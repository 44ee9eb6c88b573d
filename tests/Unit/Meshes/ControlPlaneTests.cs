using System.Diagnostics;
using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class ControlPlaneTests : IAsyncLifetime, IDisposable
{
    private static readonly PilotEndpoints Nowhere = new(Loopback(1), Loopback(2), Loopback(3), Loopback(4));

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));
    private readonly TempFolder _folder = new();
    private readonly PilotHttp _http = new(Nowhere);
    private HostGuard _guard = null!;

    public async Task InitializeAsync() => _guard = await HostGuard.OfThisProcessAsync(_limit.Token);

    [Fact]
    public async Task An_exit_has_its_code_and_the_last_lines()
    {
        await using var plane = Start("echo one; echo two >&2; exit 7", Request());

        var exit = await plane.WaitForExitAsync(_limit.Token);

        exit.Code.Should().Be(7);
        exit.Signal.Should().BeNull();
        exit.Cause.Should().BeNull();
        exit.LastLines.Should().BeEquivalentTo("one", "two");
        (await plane.Ended.WaitAsync(_limit.Token)).Should().Be(exit);
        plane.Exits.Should().Equal(exit);
        plane.Restarts.Should().Be(0);
    }

    [Fact]
    public async Task An_exit_by_a_signal_names_it()
    {
        await using var plane = Start("kill -SEGV $$", Request());

        var exit = await plane.WaitForExitAsync(_limit.Token);

        exit.Description.Should().Be("was ended by SIGSEGV (139)");
    }

    [Fact]
    public async Task A_process_over_its_cap_is_ended_and_the_exit_says_so()
    {
        await using var plane = Start("sleep 600", Request() with { MemoryCap = 1 });

        var exit = await plane.WaitForExitAsync(_limit.Token);

        exit.Signal.Should().Be("SIGKILL");
        exit.Cause.Should().Match("its resident memory of * bytes is over the cap of 1");
        plane.Samples.Should().NotBeEmpty().And.OnlyContain(s => s.ResidentBytes > 1);
    }

    [Fact]
    public async Task It_stays_stopped_until_it_is_started_again()
    {
        await using var plane = Start("echo marking server ready; exec sleep 600", Request() with { Restart = RestartPolicy.OnDemand });
        await plane.BecomeReadyAsync("pilot", _limit.Token);
        var first = plane.ProcessId;

        await plane.StopAsync(_limit.Token);
        plane.Exits.Should().ContainSingle().Which.Cause.Should().Be("the scenario stopped it");
        plane.Restarts.Should().Be(0);

        await plane.StartAgainAsync(_limit.Token);
        plane.Restarts.Should().Be(1);
        plane.ProcessId.Should().NotBe(first);
        plane.Ended.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task One_whose_exit_is_final_is_not_stopped()
    {
        await using var plane = Start("exec sleep 600", Request());

        var stop = () => plane.StopAsync(_limit.Token);

        (await stop.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*OnDemand*");
        plane.Exits.Should().BeEmpty();
    }

    [Fact]
    public async Task It_is_started_again_at_once_and_then_after_kubelets_wait()
    {
        var time = new ManualTime();
        await using var plane = Start("echo run; exit 1", Request() with { Restart = RestartPolicy.AsKubelet(), Time = time });
        await time.TimerAsync(TimeSpan.FromSeconds(10), _limit.Token);
        plane.Restarts.Should().Be(1);

        time.Advance(TimeSpan.FromSeconds(9));
        plane.Restarts.Should().Be(1);
        time.Advance(TimeSpan.FromSeconds(1));

        await time.TimerAsync(TimeSpan.FromSeconds(20), _limit.Token);
        plane.Restarts.Should().Be(2);
        plane.Exits.Should().HaveCount(3).And.OnlyContain(e => e.Code == 1);
        plane.Ended.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Disposing_ends_the_process_and_what_it_started()
    {
        var plane = Start("sleep 600 & echo $!; wait", Request());
        var child = int.Parse(await plane.Log.WaitForAsync(_ => true, _limit.Token));
        var parent = plane.ProcessId;

        await plane.DisposeAsync();

        Directory.Exists($"/proc/{parent}").Should().BeFalse();
        await Polling.UntilAsync("the child is gone", TimeSpan.FromSeconds(20), _ => Task.FromResult(!Processes.IsRunning(child)), () => "", _limit.Token);
    }

    [Fact]
    public async Task A_child_that_holds_the_output_open_does_not_hold_the_exit()
    {
        await using var plane = Start("setsid sleep 600 & echo $!; exit 3", Request());

        var exit = await plane.WaitForExitAsync(_limit.Token);

        exit.Code.Should().Be(3);
        using var child = Process.GetProcessById(int.Parse(exit.LastLines[0]));
        child.Kill();
    }

    [Fact]
    public async Task A_heap_that_is_not_served_is_an_error_that_says_so()
    {
        await using var plane = Start("sleep 600", Request());

        await plane.Awaiting(p => p.MeasureHeapAsync(_limit.Token)).Should().ThrowAsync<MeshException>().WithMessage("the heap of the control plane cannot be measured: *");
    }

    [Fact]
    public async Task The_log_keeps_its_last_lines_and_its_file_all()
    {
        await using var plane = Start("seq 1 6000; exec sleep 600", Request());
        await plane.Log.WaitForAsync(line => line == "6000", _limit.Token);

        plane.Log.Count.Should().Be(6000);
        plane.Log.Last(2).Should().Equal("5999", "6000");
        plane.Log.Since(0).Should().HaveCount(5000);
        File.ReadLines(plane.Log.File).Should().HaveCount(6000);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
        _limit.Dispose();
    }

    private LocalControlPlane Start(string script, MeshRequest request)
    {
        var log = new ProcessLog(_folder["pilot.log"]);
        return new LocalControlPlane(() => MeshProcess.Start(_guard, new ProcessStartInfo("/bin/sh", ["-c", script]), log, request.Time), _http, log, request);
    }

    private MeshRequest Request() => new(IstioVersion.Parse("1.6.0"), _folder.Path, _folder.Path);

    private static IPEndPoint Loopback(int port) => new(IPAddress.Loopback, port);
}
