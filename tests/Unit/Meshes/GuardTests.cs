using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

/// <summary>Test hosts that are killed: within five seconds nothing of them is left.</summary>
public sealed class GuardTests : IDisposable
{
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(5);

    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(5));
    private readonly TempFolder _temp = new();

    [Fact]
    public async Task A_host_that_is_killed_leaves_no_process_no_directory_and_no_port()
    {
        using var host = StartHost();
        var discovery = IPEndPoint.Parse((await host.StandardOutput.ReadLineAsync(_limit.Token))!);
        Processes.With("TMPDIR", _temp.Path).Should().HaveCount(3, "there are the host, its guard and its pilot");
        Directory.EnumerateDirectories(_temp.Path, HostGuard.DirectoryPrefix + "*").Should().ContainSingle();

        host.Kill();

        await NothingIsLeftAsync(host);
        // A process that ends has no environment to be found by a moment before its sockets are closed.
        await Polling.UntilAsync("the port is free", GoneWithin, _ => Task.FromResult(IsFree(discovery)), () => "", _limit.Token);
    }

    [Fact]
    public async Task A_host_that_ends_by_itself_leaves_nothing_either()
    {
        using var host = StartHost();
        await host.StandardOutput.ReadLineAsync(_limit.Token);
        var pilot = Processes.With("TMPDIR", _temp.Path).Single(pid => Processes.Arguments(pid).Contains("pilot"));

        Signal.Send("KILL", pilot);

        await NothingIsLeftAsync(host);
        host.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task What_left_the_session_of_the_host_is_ended_too()
    {
        using var host = StartHost(("ISTIO_ENVIRONMENT", "native"), ("ISTIO_PILOT", Path.Combine(AppContext.BaseDirectory, "Meshes", "FakePilots", "breeds.sh")));
        await Polling.UntilAsync(
            "the pilot has left its session with what it started",
            TimeSpan.FromMinutes(2),
            _ => Task.FromResult(Processes.With("TMPDIR", _temp.Path).Count(pid => Processes.Arguments(pid) is ["sleep", ..]) == 2),
            () => "",
            _limit.Token);

        host.Kill();

        await NothingIsLeftAsync(host);
    }

    [SkippableFact]
    public async Task A_pilot_in_a_network_namespace_is_ended_with_its_relay_and_the_namespace()
    {
        Skip.If(NetworkNamespace.Missing is not null, NetworkNamespace.Missing);
        using var host = StartHost(
            ("ISTIO_ENVIRONMENT", "native"), ("ISTIO_VERSIONS", "0.8.0"), ("ISTIO_PILOT", Path.Combine(AppContext.BaseDirectory, "Meshes", "FakePilots", "breeds.sh")));
        await Polling.UntilAsync(
            "the pilot is in the namespace with what it started",
            TimeSpan.FromMinutes(2),
            _ => Task.FromResult(Processes.With("TMPDIR", _temp.Path).Count(pid => Processes.Arguments(pid) is ["sleep", ..]) == 2),
            () => "",
            _limit.Token);
        var inside = Processes.With("TMPDIR", _temp.Path).Where(pid => Processes.Network(pid) is { } of && of != Processes.Network(Environment.ProcessId)).ToList();
        inside.Select(pid => Processes.Network(pid)).Distinct().Should().ContainSingle("they share one namespace");
        inside.Should().Contain(pid => Processes.Arguments(pid).Contains("relay"));
        var network = Processes.Network(inside[0]);
        using var open = File.OpenHandle($"/proc/{inside[0]}/ns/net"); // while it is, the number is nobody else's

        host.Kill();

        await NothingIsLeftAsync(host);
        await Polling.UntilAsync(
            "the namespace goes with the last process in it", GoneWithin, _ => Task.FromResult(!Processes.All.Select(Processes.Network).Contains(network)), () => $"{network}", _limit.Token);
    }

    [Fact]
    public async Task The_guard_has_a_session_of_its_own_and_no_ear_for_signals()
    {
        using var host = StartHost();
        await host.StandardOutput.ReadLineAsync(_limit.Token);
        var guard = Processes.With("TMPDIR", _temp.Path).Single(pid => Processes.Arguments(pid).Contains("guard"));

        Array.ForEach(["INT", "TERM", "HUP", "QUIT"], name => Signal.Send(name, guard));

        Processes.Session(guard).Should().Be(guard);
        Processes.IsRunning(guard).Should().BeTrue();
        host.Kill();
        await NothingIsLeftAsync(host);
    }

    [Fact]
    public async Task A_host_that_is_killed_at_any_moment_of_its_start_leaves_nothing()
    {
        var started = Stopwatch.GetTimestamp();
        using var whole = StartHost();
        await whole.StandardOutput.ReadLineAsync(_limit.Token);
        var start = Stopwatch.GetElapsedTime(started);
        whole.Kill();
        await NothingIsLeftAsync(whole);

        for (var i = 0; i < 5; i++)
        {
            var moment = start * ((i + Random.Shared.NextDouble()) / 5);
            using var host = StartHost();
            await Polling.PauseAsync(moment, TimeProvider.System, _limit.Token);
            host.Kill();
            await NothingIsLeftAsync(host, $"of a host that was killed after {moment.TotalMilliseconds:0} of {start.TotalMilliseconds:0} ms");
        }
    }

    [Theory]
    [InlineData("guard")]
    [InlineData("guard", "--mark", "m", "--directory", "/tmp/somebody-elses")]
    [InlineData("guard", "--mark", "", "--directory", "/tmp/istio-regressions-x")]
    [InlineData("guard", "--mark", "m", "--directory", "/tmp/istio-regressions-x", "--host")]
    public async Task Arguments_that_are_none_are_refused_and_no_directory_is_touched(params string[] arguments)
    {
        using var guard = Process.Start(new ProcessStartInfo(Dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, "reference", "IstioRegressions.Reference.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        guard.StandardInput.Close();

        (await guard.StandardError.ReadToEndAsync(_limit.Token)).Should().StartWith("usage: guard --mark MARK --directory DIRECTORY");
        await guard.WaitForExitAsync(_limit.Token);
        guard.ExitCode.Should().Be(64);
    }

    public void Dispose()
    {
        // A test that fails is not to leave what it found.
        Processes.With("TMPDIR", _temp.Path).ForEach(pid => Signal.Send("KILL", pid));
        _temp.Dispose();
        _limit.Dispose();
    }

    /// <summary>The temp directory is the test's own, and so marks all that the host starts, the guard included.</summary>
    private Process StartHost(params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(Dotnet, ["exec", Path.Combine(AppContext.BaseDirectory, "hosts", "guarded", "IstioRegressions.GuardedHost.dll")])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["TMPDIR"] = _temp.Path,
                ["ISTIO_ENVIRONMENT"] = "reference",
                ["ISTIO_VERSIONS"] = "1.6.0",
                ["ISTIO_ARTIFACTS"] = _temp["artifacts"],
                ["DOTNET_EnableDiagnostics"] = "0",
            },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsFree(IPEndPoint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task NothingIsLeftAsync(Process host, string what = "of the host")
    {
        await host.WaitForExitAsync(_limit.Token);
        List<string> left = [];
        await Polling.UntilAsync(
            $"nothing {what} is left",
            GoneWithin,
            _ =>
            {
                left =
                [
                    .. Processes.With("TMPDIR", _temp.Path).Select(pid => $"{pid} {string.Join(' ', Processes.Arguments(pid))}"),
                    .. Directory.EnumerateDirectories(_temp.Path, HostGuard.DirectoryPrefix + "*"),
                ];
                return Task.FromResult(left.Count == 0);
            },
            () => string.Join('\n', left),
            _limit.Token);
    }
}
