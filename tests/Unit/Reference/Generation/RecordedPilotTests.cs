using System.Text.Json.Nodes;
using Google.Protobuf;
using IstioRegressions.Meshes;
using IstioRegressions.Unit.Routing.States;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Reference.Generation;

/// <summary>
/// The reference beside a real pilot: the same file to both, and what they send compared resource by resource. The real
/// one's part is what <see cref="StateRecorder"/> recorded of it; docs/reference-pilot.md says what differs and is left out here.
/// </summary>
public sealed class RecordedPilotTests
{
    private static readonly HashSet<string> AsThePilot = [ReferenceDefects.RoutesInOrder];

    [Theory, MemberData(nameof(States))]
    public void Clusters_are_the_same(string state) =>
        Sent(state).Clusters.Values.Select(c => Text(c)).Order(StringComparer.Ordinal)
            .Should().Equal(Recorded(state).State.Clusters.Values.Where(c => !c.Name.EndsWith("|mgmtCluster", StringComparison.Ordinal)).Select(WithoutTls).Select(c => Text(c)).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(States))]
    public void Endpoints_are_the_same(string state)
    {
        var (sent, recorded) = (Sent(state), Recorded(state).State.Endpoints.Values);

        recorded.Select(e => Text(ByLocality(sent.Endpoints(e.ClusterName)!))).Should().Equal(recorded.Select(e => Text(ByLocality(e))));
    }

    [Theory, MemberData(nameof(States))]
    public void Route_tables_are_the_same(string state)
    {
        var (sent, recorded) = (Sent(state), Recorded(state).State.Routes.Values);

        recorded.Should().NotBeEmpty();
        recorded.Select(t => Text(sent.Routes(t.Name)!)).Should().Equal(recorded.Select(t => Text(t)));
    }

    [Theory, MemberData(nameof(States))]
    public void Connections_are_led_to_the_same_clusters(string state)
    {
        var recorded = Recorded(state).State.Listeners.Values;

        Led(Sent(state).Listeners.Values).Should().Equal(Led(recorded));
    }

    public static TheoryData<string> States { get; } = new("subsets-1.6.14", "subsets-gateway-1.6.14");

    private static RecordedState Recorded(string state) => RecordedState.Load(state);

    private static Generated Sent(string state)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Routing", "States", "manifests", Recorded(state).Manifest);
        return Generated.For(Recorded(state).Node, AsThePilot, File.ReadAllText(file));
    }

    private static Cluster WithoutTls(Cluster cluster)
    {
        var without = cluster.Clone();
        without.TransportSocketMatches.Clear();
        return without;
    }

    /// <summary>A pilot takes localities from a map, in any order.</summary>
    private static ClusterLoadAssignment ByLocality(ClusterLoadAssignment endpoints)
    {
        var sorted = endpoints.Clone();
        sorted.Endpoints.Clear();
        sorted.Endpoints.Add(endpoints.Endpoints.OrderBy(e => $"{e.Locality}", StringComparer.Ordinal));
        return sorted;
    }

    /// <summary>Where the listeners of ports lead connections that are no HTTP, by weight.</summary>
    private static IEnumerable<string> Led(IEnumerable<Listener> listeners) =>
        from listener in listeners
        where !listener.Name.StartsWith("virtual", StringComparison.Ordinal)
        orderby listener.Name
        from chain in listener.FilterChains
        let filter = chain.Filters.Single()
        where filter.Name.Contains("tcp_proxy", StringComparison.Ordinal)
        let proxy = TcpProxy.Parser.ParseFrom(filter.TypedConfig.Value)
        select $"{listener.Name} {proxy.Cluster}{proxy.WeightedClusters}";

    private static string Text<T>(T resource)
        where T : IMessage, IDeepCloneable<T> => Sorted(AnyJson.Write(resource))!.ToJsonString();

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, Sorted(f.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
