using System.Text.RegularExpressions;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

/// <summary>Pilots that are missing, broken or silent: one clear error, and nothing left.</summary>
public sealed partial class BadPilotTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task One_that_is_missing_is_named()
    {
        var settings = Native(_folder["{version}/pilot-discovery"]);

        await Starting("1.6.0", settings).Should().ThrowAsync<MeshException>().WithMessage($"there is no pilot 1.6.0: no file {_folder["1.6.0"]}/pilot-discovery (ISTIO_PILOT)");
        LocalMesh.Missing(settings, IstioVersion.Parse("1.6.0")).Should().Contain("no file");
        Directory.EnumerateFileSystemEntries(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public void One_that_nobody_named_or_pinned_is_asked_for() =>
        LocalMesh.Missing(Native(null) with { Images = new ImageSettings { Lock = _folder["images.lock"] } }, IstioVersion.Parse("1.6.0")).Should()
            .Be($"there is no pilot 1.6.0: docker.io/istio/pilot:1.6.0 is not pinned in {_folder["images.lock"]}; "
                + "pin it: istio-regressions images lock --versions 1.6.0, or give a binary: --pilot PATH (ISTIO_PILOT)");

    [Theory]
    [InlineData("0.7.1", true)]
    [InlineData("0.8.0", true)]
    [InlineData("1.0.9", true)]
    [InlineData("1.1.0", false)]
    public void One_that_listens_everywhere_is_refused_where_no_namespace_can_be_made_unless_it_is_allowed(string version, bool isRefused)
    {
        var settings = Native(Fake("exits.sh"));
        string? Refusal(Settings s, string? missing) => PilotLaunch.Refusal(s, IstioVersion.Parse(version), missing);

        (Refusal(settings, "unshare failed: Operation not permitted") is not null).Should().Be(isRefused);
        Refusal(settings, null).Should().BeNull();
        Refusal(settings with { AllowAllInterfaces = true }, "unshare failed").Should().BeNull();
    }

    [Fact]
    public void The_refusal_says_why_and_the_way_out() =>
        PilotLaunch.Refusal(new Settings(), IstioVersion.Parse("0.7.1"), "unshare failed: Operation not permitted")
            .Should().Match("pilot 0.7.1 listens on all interfaces*unshare failed: Operation not permitted*--allow-all-interfaces true (ISTIO_ALLOW_ALL_INTERFACES)");

    [Fact]
    public void The_reference_plays_those_too() =>
        LocalMesh.Missing(new Settings(), IstioVersion.Parse("0.8.0")).Should().BeNull();

    [Fact]
    public void A_cluster_runs_none_from_before_its_first_version() =>
        LocalMesh.Missing(new Settings { Environment = MeshEnvironment.K3s }, IstioVersion.Parse("0.8.0")).Should().StartWith("a pilot alone is run on k3s and cluster from 1.0.0 on").And.Contain("ISTIO_INSTALL=release");

    [Fact]
    public async Task One_that_is_not_executable_is_named_and_leaves_nothing()
    {
        var file = _folder.Write("pilot-discovery", "#!/bin/sh\n");

        await Starting("1.6.901", Native(file)).Should().ThrowAsync<MeshException>().WithMessage($"{file} cannot be started: Permission denied*chmod +x*");

        await NothingIsLeftOfAsync("1.6.901");
    }

    [Fact]
    public async Task One_that_exits_at_once_is_reported_at_once_with_its_last_lines()
    {
        var error = await Starting("1.6.902", Native(Fake("exits.sh"))).Should().ThrowAsync<MeshException>();

        error.WithMessage("pilot 1.6.902 was not ready: it exited with code 7; its last lines:*no configuration, no service*");
        await NothingIsLeftOfAsync("1.6.902");
        File.ReadAllText(Path.Combine(_folder["evidence"], "pilot.log")).Should().Contain("no configuration");
    }

    [Fact]
    public async Task One_that_never_serves_is_ended_at_the_deadline()
    {
        var error = await Starting("1.6.903", Native(Fake("never-ready.sh")), request => request with { ReadyWithin = TimeSpan.FromSeconds(10) })
            .Should().ThrowAsync<MeshException>();

        error.WithMessage("not seen within 10 s: pilot 1.6.903 is ready; its last lines:*I am process *");
        Processes.IsRunning(int.Parse(Pid().Match(error.Which.Message).Groups["pid"].Value)).Should().BeFalse();
        await NothingIsLeftOfAsync("1.6.903");
    }

    [Fact]
    public async Task A_start_that_is_given_up_leaves_nothing()
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var guard = await HostGuard.OfThisProcessAsync(_limit.Token);
        using var watcher = new FileSystemWatcher(guard.Directory, "mesh-1.6.904-*") { NotifyFilter = NotifyFilters.DirectoryName };
        watcher.Created += (_, _) => given.Cancel();
        watcher.EnableRaisingEvents = true;

        await Starting("1.6.904", Native(Fake("never-ready.sh")), ct: given.Token).Should().ThrowAsync<OperationCanceledException>();

        await NothingIsLeftOfAsync("1.6.904");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _limit.Dispose();
    }

    private Func<Task> Starting(string version, Settings settings, Func<MeshRequest, MeshRequest>? change = null, CancellationToken? ct = null)
    {
        var request = new MeshRequest(IstioVersion.Parse(version), _folder.Path, _folder["evidence"]);
        return async () =>
        {
            await using var mesh = await LocalMesh.StartAsync(change?.Invoke(request) ?? request, settings, ct ?? _limit.Token);
        };
    }

    /// <summary>Each test has a version of its own, which the working directory is named for and the arguments carry.</summary>
    private async Task NothingIsLeftOfAsync(string version)
    {
        var guard = await HostGuard.OfThisProcessAsync(_limit.Token);
        Directory.EnumerateDirectories(guard.Directory, $"mesh-{version}-*").Should().BeEmpty();

        var command = await File.ReadAllTextAsync(Path.Combine(_folder["evidence"], "pilot.command"), _limit.Token);
        Processes.All.Where(pid => Processes.Arguments(pid).Any(a => a.Contains($"{guard.Directory}/mesh-{version}-", StringComparison.Ordinal))).Should().BeEmpty();
        await Closed.IsUnclaimedAsync(System.Net.IPAddress.Parse(Address().Match(command).Groups["address"].Value), _limit.Token);
    }

    private static Settings Native(string? pilot) => new() { Environment = MeshEnvironment.Native, Pilot = pilot };

    private static string Fake(string name) => Path.Combine(AppContext.BaseDirectory, "Meshes", "FakePilots", name);

    [GeneratedRegex(@"I am process (?<pid>\d+)", RegexOptions.None, 1000)]
    private static partial Regex Pid();

    [GeneratedRegex(@"--grpcAddr (?<address>[\d.]+):", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
