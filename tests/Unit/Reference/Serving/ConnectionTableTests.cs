using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Serving;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Reference.Serving;

public sealed class ConnectionTableTests
{
    [Fact]
    public void A_change_just_before_its_pushes_are_enqueued_is_not_missed_by_a_connection()
    {
        var (time, log, any, pipe) = (new ManualTime(), new Log(TextWriter.Null, TimeProvider.System), new IPEndPoint(IPAddress.Loopback, 0), new System.IO.Pipelines.Pipe());
        var store = new ConfigStore(time);
        using var pusher = new Pusher(store, Behaviour.Sound, new PilotOptions(".", any, any, any, TimeSpan.Zero, TimeSpan.Zero, new HashSet<string>()), time, new Metrics(), log);
        var (generator, table) = (new ResourceGenerator(pusher), new ConnectionTable(pusher));
        var services = new PilotServices(
            store, pusher, Behaviour.Sound, generator, new EncodedResources(generator, pusher), table, new EndpointClusters(Behaviour.Sound.ClustersLogged, time, log), new Metrics(), time, log);
        var (id, metadata) = NodeIdentity.Sidecar("10.9.9.9", "client", "default", IstioVersion.Parse("1.6.0"));
        using var connection = new AdsConnection(table.NextId("client"), "peer", Proxy.Parse(new Node { Id = id, Metadata = metadata }), new GrpcStream(pipe.Reader, pipe.Writer), services);

        store.Replace(Yaml.Objects(Yaml.StaticEntry("a", "a.com", "2.2.2.2")));
        pusher.Refresh();
        table.Add(connection);

        connection.Scope.Should().BeSameAs(pusher.Context.Scopes.Of("default"));
    }
}
