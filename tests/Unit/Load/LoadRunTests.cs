using IstioRegressions.Catalogue;
using IstioRegressions.Load;
using IstioRegressions.Unit.Reference;
using IstioRegressions.Unit.Xds;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Load;

public sealed class LoadRunTests
{
    private static readonly IReadOnlyList<string> Namespaces = LoadConfiguration.Namespaces(4);

    [Fact]
    public async Task Each_of_fifty_observers_has_what_its_namespace_is_sent_and_what_is_equal_is_kept_once()
    {
        await using var pilot = await LivePilot.StartAsync([LoadConfiguration.Services(Namespaces, 3).Yaml]);
        var progress = new List<int>();

        await using var run = await LoadRun.StartAsync(On(pilot.Grpc), acknowledged =>
        {
            lock (progress)
            {
                progress.Add(acknowledged);
            }
        });

        run.Observers.Should().HaveCount(50);
        for (var i = 0; i < 50; i++)
        {
            var (state, ns) = (run.Observers[i].State, Namespaces[i % 4]);
            state.Clusters.Keys.Where(c => c.StartsWith("outbound", StringComparison.Ordinal)).Should().BeEquivalentTo(
                LoadConfiguration.BeaconCluster, $"outbound|8000||service-0.{ns}.example.com", $"outbound|8001||service-1.{ns}.example.com", $"outbound|8002||service-2.{ns}.example.com");
            state.Endpoints.Should().HaveCount(4);
            state.Routes.Keys.Should().BeEquivalentTo("80", "8000", "8001", "8002");
            state.Should().BeSameAs(run.Observers[i % 4].State);
        }

        run.Observers[0].State.Clusters[LoadConfiguration.BeaconCluster].Should().BeSameAs(run.Observers[1].State.Clusters[LoadConfiguration.BeaconCluster]);
        run.AcknowledgedAfter!.Count.Should().Be(50);
        run.AllAcknowledgedAfter.Should().BePositive();
        run.Reconnects.Should().Be(0);
        progress.Should().BeEquivalentTo([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
    }

    [Fact]
    public async Task An_edit_is_measured_at_each_observer()
    {
        await using var pilot = await LivePilot.StartAsync([LoadConfiguration.Services(Namespaces, 1).Yaml]);
        await using var run = await LoadRun.StartAsync(On(pilot.Grpc) with { Observers = 8 }, progress: null);

        var reached = await run.PushAsync(new LoadEdit(
            _ =>
            {
                pilot.Apply(LoadConfiguration.Services(Namespaces, 1).Yaml.Replace(LoadConfiguration.Beacon(0).Yaml, LoadConfiguration.Beacon(1).Yaml, StringComparison.Ordinal));
                return Task.CompletedTask;
            },
            LoadConfiguration.BeaconCluster,
            LoadConfiguration.BeaconEndpoint(1)));

        reached.Should().HaveCount(8).And.OnlyContain(after => after > TimeSpan.Zero && after < Some.Patience);
        run.Observers.Should().OnlyContain(o => o.State.EndpointsOf(LoadConfiguration.BeaconCluster).Single() == LoadConfiguration.BeaconEndpoint(1));
    }

    [Fact]
    public async Task A_push_to_one_observer_leaves_the_view_of_another_alone()
    {
        await using var server = await FakeAds.StartAsync();
        var starting = LoadRun.StartAsync(On(server.Address) with { Observers = 2, Namespaces = ["one"] }, progress: null);
        FakeStream[] streams = [await server.AcceptAsync(), await server.AcceptAsync()];
        await Task.WhenAll(streams.Select(s => s.ServeAsync(Some.World)));
        await using var run = await starting;
        var before = run.Observers[0].State;
        run.Observers[1].State.Should().BeSameAs(before);

        await streams[0].PushAsync(Some.Eds, Some.Endpoints("a", "2.2.2.2:80"));
        var changed = await Task.WhenAny(run.Observers.Select(async o =>
        {
            await o.Endpoints("a").BecomeAsync(["2.2.2.2:80"]);
            return o;
        })).Unwrap();

        var other = run.Observers.Single(o => o != changed);
        other.State.Should().BeSameAs(before);
        other.Endpoints("a").Current.Should().Equal("1.1.1.1:80");
        changed.State.Clusters["a"].Should().BeSameAs(before.Clusters["a"], "only what differs is new");
    }

    [Fact]
    public async Task Observers_say_which_namespace_and_labels_they_have()
    {
        await using var server = await FakeAds.StartAsync();
        using var cancel = new CancellationTokenSource();
        var starting = LoadRun.StartAsync(
            On(server.Address) with { Observers = 3, Namespaces = ["one", "two"], Labels = new Dictionary<string, string> { ["app"] = "shop" } }, progress: null, cancel.Token);

        var nodes = new[]
        {
            (await (await server.AcceptAsync()).ReceiveAsync()).Node, (await (await server.AcceptAsync()).ReceiveAsync()).Node, (await (await server.AcceptAsync()).ReceiveAsync()).Node,
        };
        await cancel.CancelAsync();
        await starting.Invoking(s => s).Should().ThrowAsync<OperationCanceledException>();

        nodes.Select(n => n.Id).Should().BeEquivalentTo(
            "sidecar~10.128.0.0~load-0.one~one.svc.cluster.local", "sidecar~10.128.0.1~load-1.two~two.svc.cluster.local", "sidecar~10.128.0.2~load-2.one~one.svc.cluster.local");
        nodes.Should().OnlyContain(n => n.Metadata.Fields["LABELS"].StructValue.Fields["app"].StringValue == "shop");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        using var nobody = new Nobody();

        var start = () => LoadRun.StartAsync(On(nobody.Address), progress: null);

        (await start.Should().ThrowAsync<LoadException>()).WithMessage(
            $"after 0 of 50 observers had acknowledged their first configuration, one did not start: {nobody.Address}*cannot be called: Connection refused*");
    }

    private static LoadOptions On(Uri server) => new()
    {
        Server = server,
        Protocol = XdsProtocol.V3,
        Version = IstioVersion.Parse("1.12.0"),
        Observers = 50,
        Namespaces = Namespaces,
        WaitLimit = Some.Patience,
    };
}
