using System.Net.Sockets;
using System.Threading.Channels;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

/// <summary>A local mesh over the reference: the same code that runs a real pilot.</summary>
public sealed class LocalMeshTests : IDisposable
{
    private const string Cluster = "outbound|80||httpbin.com";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_control_plane_that_is_to_be_upgraded_is_refused_where_it_is_a_real_one()
    {
        var start = () => LocalMesh.StartAsync(
            new MeshRequest(IstioVersion.Parse("1.9.0"), _folder.Path, _folder["evidence"]) { Before = IstioVersion.Parse("1.8.6") },
            new Settings { Environment = MeshEnvironment.Native });

        await start.Should().ThrowAsync<NotSupportedException>().WithMessage("*upgraded on the reference alone*native*");
    }

    [Fact]
    public async Task Nothing_of_a_mesh_listens_beyond_loopback()
    {
        await using var mesh = await StartAsync();

        var listening = Processes.Listening(mesh.ControlPlane.ProcessId);

        listening.Should().HaveCount(3, "it listens for xDS, for HTTP and for who asks for metrics")
            .And.OnlyContain(address => address.StartsWith("127.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_applied_edited_and_deleted_arrives()
    {
        _folder.Write("two.yaml", Yaml.ServiceEntry("httpbin", "2.2.2.2", "3.3.3.3"));
        _folder.Write("one.yaml", Yaml.ServiceEntry("httpbin", "2.2.2.2"));
        await using var mesh = await StartAsync();
        await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);

        await mesh.ApplyAsync("two.yaml", _limit.Token);
        await sidecar.Endpoints(Cluster).BecomeAsync(["2.2.2.2:8080", "3.3.3.3:8080"], _limit.Token);
        await mesh.ApplyAsync("one.yaml", _limit.Token);
        await sidecar.Endpoints(Cluster).BecomeAsync(["2.2.2.2:8080"], _limit.Token);
        await mesh.DeleteAsync("two.yaml", _limit.Token);
        await sidecar.Clusters.UntilAsync(clusters => !clusters.ContainsKey(Cluster), _limit.Token);
    }

    [Fact]
    public async Task A_step_that_waits_for_the_pilot_ends_before_the_mesh_is_removed()
    {
        _folder.Write("one.yaml", Yaml.ServiceEntry("httpbin", "2.2.2.2"));
        var mesh = await StartAsync(change: request => request with { Restart = RestartPolicy.OnDemand });
        var config = ConfigDirectoryOf(mesh);
        await mesh.ControlPlane.StopAsync(_limit.Token);
        var step = mesh.ApplyAsync("one.yaml", _limit.Token);
        await Polling.UntilAsync("the step is written", TimeSpan.FromSeconds(20), _ => Task.FromResult(Directory.EnumerateFiles(config).Any()), () => "", _limit.Token);

        await mesh.DisposeAsync();

        var end = () => step;
        await end.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_version_brings_its_defects_and_a_control_those_that_it_names()
    {
        await using var affected = await StartAsync("1.6.0");
        await using var control = await StartAsync("1.6.0", request => request with { Defects = [] });

        (await EndpointAfterAnEditAsync(affected)).Should().Be("[2.2.2.2:80]");
        (await EndpointAfterAnEditAsync(control)).Should().Be("[2.2.2.2:8080]");
    }

    [Fact]
    public async Task One_step_is_one_rename()
    {
        _folder.Write("gone.yaml", Yaml.ServiceEntry("many8", "1.1.1.1"));
        _folder.Write("come.yaml", Yaml.ServiceEntry("many9", "2.2.2.2"));
        await using var mesh = await StartAsync();
        using var watcher = new FileSystemWatcher(ConfigDirectoryOf(mesh))
        {
            // Names only: on a busy machine the file is touched until the pilot has taken it. What is written in place appears once.
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName,
        };
        var events = Channel.CreateUnbounded<string>();
        watcher.Deleted += (_, e) => events.Writer.TryWrite($"deleted {e.Name}");
        watcher.Renamed += (_, e) => events.Writer.TryWrite($"renamed {e.Name}");
        watcher.Created += (_, e) => events.Writer.TryWrite($"created {e.Name}");
        watcher.EnableRaisingEvents = true;
        (await UntilCreatedAsync("first")).Should().BeEmpty();

        await mesh.ApplyAsync(Yaml.Manifest("many", [.. Enumerable.Range(0, 50).Select(i => Yaml.ServiceEntry($"many{i}", "1.1.1.1"))]), _limit.Token);
        await mesh.ApplyAsync(Yaml.Manifest("one", Yaml.ServiceEntry("many7", "2.2.2.2")), _limit.Token);
        await mesh.ReplaceAsync("gone.yaml", "come.yaml", _limit.Token);

        (await UntilCreatedAsync("last")).Should().Equal("created mesh.yaml", "created mesh.yaml", "created mesh.yaml");

        async Task<List<string>> UntilCreatedAsync(string folder)
        {
            Directory.CreateDirectory(Path.Combine(watcher.Path, folder));
            return await events.Reader.ReadAllAsync(_limit.Token).TakeWhile(e => e != $"created {folder}").ToListAsync(_limit.Token);
        }
    }

    [Fact]
    public async Task What_goes_and_what_comes_in_one_change_arrives_together()
    {
        _folder.Write("gone.yaml", Yaml.ServiceEntry("gone", "2.2.2.2"));
        _folder.Write("come.yaml", Yaml.ServiceEntry("come", "3.3.3.3"));
        await using var mesh = await StartAsync();
        await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);
        await mesh.ApplyAsync("gone.yaml", _limit.Token);
        await sidecar.Clusters.UntilAsync(clusters => clusters.ContainsKey("outbound|80||gone.com"), _limit.Token);

        await mesh.ReplaceAsync("gone.yaml", "come.yaml", _limit.Token);
        var clusters = await sidecar.Clusters.UntilAsync(clusters => clusters.ContainsKey("outbound|80||come.com"), _limit.Token);

        clusters.Should().NotContainKey("outbound|80||gone.com");
        await mesh.Awaiting(m => m.ReplaceAsync("gone.yaml", "come.yaml", _limit.Token)).Should().ThrowAsync<ManifestException>().WithMessage("gone.yaml: ServiceEntry default/gone cannot be deleted*");
    }

    [Fact]
    public async Task A_refused_document_is_named_and_what_was_applied_stays()
    {
        await using var mesh = await StartAsync();
        await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);
        await mesh.ApplyAsync(Yaml.Manifest("good.yaml", Yaml.ServiceEntry("httpbin", "2.2.2.2")), _limit.Token);
        var bad = Yaml.Manifest(
            "bad.yaml",
            Yaml.ServiceEntry("httpbin", "9.9.9.9"),
            Yaml.ServiceEntry("b", "1.1.1.1").Replace("STATIC", "BOGUS", StringComparison.Ordinal),
            Yaml.ServiceEntry("c", "1.1.1.1"));

        await mesh.Awaiting(m => m.ApplyAsync(bad, _limit.Token)).Should().ThrowAsync<ManifestException>()
            .WithMessage("bad.yaml, ServiceEntry default/b: refused by reference pilot 1.7.0: *BOGUS*");

        await mesh.ApplyAsync(Yaml.Manifest("other.yaml", Yaml.ServiceEntry("other", "3.3.3.3")), _limit.Token);
        await sidecar.Endpoints("outbound|80||other.com").BecomeAsync(["3.3.3.3:8080"], _limit.Token);
        sidecar.Endpoints(Cluster).Current.ToString().Should().Be("[2.2.2.2:8080]");
        Directory.EnumerateFileSystemEntries(ConfigDirectoryOf(mesh)).Select(Path.GetFileName).Should().Equal("mesh.yaml");
    }

    [Fact]
    public async Task A_kind_that_the_pilot_does_not_read_is_an_error_at_the_deadline_and_is_taken_back()
    {
        await using var mesh = await StartAsync(change: request => request with { AcceptWithin = TimeSpan.FromSeconds(1) });

        var error = await mesh.Awaiting(m => m.ApplyAsync(new Manifest("wat.yaml", "apiVersion: v1\nkind: Wat\nmetadata: { name: w }"), _limit.Token))
            .Should().ThrowAsync<ManifestException>().WithMessage("wat.yaml: reference pilot 1.7.0 has not taken Wat default/w within 1 s*apiVersion and kind?");
        error.Which.IsOurs.Should().BeFalse("another pilot may take it");

        (await File.ReadAllTextAsync(Path.Combine(ConfigDirectoryOf(mesh), "mesh.yaml"), _limit.Token)).Should().BeEmpty("what was applied before, nothing, is put back");
    }

    [Fact]
    public async Task A_manifest_that_is_not_there_or_not_applied_is_named()
    {
        _folder.Write("a.yaml", Yaml.ServiceEntry("a", "1.1.1.1"));
        await using var mesh = await StartAsync();

        var error = await mesh.Awaiting(m => m.ApplyAsync("b.yaml", _limit.Token)).Should().ThrowAsync<ManifestException>();
        error.WithMessage("b.yaml: there is no such manifest*which has a.yaml").Which.IsOurs.Should().BeTrue("no pilot was asked");
        await mesh.Awaiting(m => m.DeleteAsync("a.yaml", _limit.Token)).Should().ThrowAsync<ManifestException>().WithMessage("a.yaml: ServiceEntry default/a cannot be deleted*");
    }

    [Fact]
    public async Task A_pilot_that_dies_is_an_error_of_the_next_step()
    {
        await using var mesh = await StartAsync();
        Signal.Send("KILL", mesh.ControlPlane.ProcessId);
        await mesh.ControlPlane.WaitForExitAsync(_limit.Token);

        await mesh.Awaiting(m => m.ApplyAsync(Yaml.Manifest("a.yaml", Yaml.ServiceEntry("a")), _limit.Token))
            .Should().ThrowAsync<MeshException>().WithMessage("reference pilot 1.7.0 is not there to take a.yaml: it was ended by SIGKILL (137)*");
    }

    [Fact]
    public async Task The_heap_is_measured_after_a_collection()
    {
        await using var mesh = await StartAsync();

        var heap = await mesh.ControlPlane.MeasureHeapAsync(_limit.Token);

        heap.HeapBytes.Should().BeGreaterThan(0).And.BeLessThan(heap.ResidentBytes);
    }

    [Fact]
    public async Task Meshes_that_start_at_the_same_time_do_not_meet()
    {
        var meshes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync()));

        meshes.Select(m => m.Discovery).Should().OnlyHaveUniqueItems();
        await Task.WhenAll(meshes.Select(m => m.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Disposing_leaves_the_evidence_and_nothing_else()
    {
        var mesh = await StartAsync("1.6.7");
        var (pid, config, discovery) = (mesh.ControlPlane.ProcessId, ConfigDirectoryOf(mesh), mesh.Discovery);

        await mesh.DisposeAsync();

        Processes.IsRunning(pid).Should().BeFalse();
        Directory.Exists(Path.GetDirectoryName(config)).Should().BeFalse();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Invoking(s => s.Bind(discovery)).Should().NotThrow();
        Directory.EnumerateFiles(_folder["evidence"]).Select(Path.GetFileName)
            .Should().BeEquivalentTo("pilot.command", "pilot.exits", "pilot.log", "pilot.memory.csv");
        File.ReadAllText(Path.Combine(_folder["evidence"], "pilot.command")).Should().Contain("# Reference 1.6.7").And.Contain("--istio-version 1.6.7");
        File.ReadAllText(Path.Combine(_folder["evidence"], "pilot.log")).Should().Contain(discovery.ToString());
        File.ReadLines(Path.Combine(_folder["evidence"], "pilot.memory.csv")).Should().HaveCountGreaterThan(1);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _limit.Dispose();
    }

    private async Task<string> EndpointAfterAnEditAsync(LocalMesh mesh)
    {
        await using var sidecar = await mesh.ObserveSidecarAsync("client", _limit.Token);
        await mesh.ApplyAsync(Yaml.Manifest("two", Yaml.ServiceEntry("httpbin", "2.2.2.2", "3.3.3.3")), _limit.Token);
        await sidecar.Endpoints(Cluster).UntilAsync(e => e.Count == 2, _limit.Token);
        await mesh.ApplyAsync(Yaml.Manifest("one", Yaml.ServiceEntry("httpbin", "2.2.2.2")), _limit.Token);
        return (await sidecar.Endpoints(Cluster).UntilAsync(e => e.Count == 1, _limit.Token)).ToString()!;
    }

    private Task<LocalMesh> StartAsync(string version = "1.7.0", Func<MeshRequest, MeshRequest>? change = null)
    {
        var request = new MeshRequest(IstioVersion.Parse(version), _folder.Path, _folder["evidence"]);
        return LocalMesh.StartAsync(change?.Invoke(request) ?? request, new Settings(), _limit.Token);
    }

    private static string ConfigDirectoryOf(LocalMesh mesh)
    {
        var arguments = Processes.Arguments(mesh.ControlPlane.ProcessId);
        return arguments[Array.IndexOf(arguments, "--configDir") + 1];
    }
}
