using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Routing.States;

/// <summary>What a real pilot sent for a manifest: a file under recorded/, which <see cref="StateRecorder"/> wrote.</summary>
/// <param name="Version">The version of the pilot.</param>
/// <param name="Command">How it was run; CFG and mesh.yaml stand for its files.</param>
/// <param name="Manifest">The file under manifests/ that it was given.</param>
/// <param name="Node">The node id that asked.</param>
/// <param name="State">What it sent.</param>
internal sealed record RecordedState(string Version, string Command, string Manifest, string Node, ObservedState State)
{
    private static readonly ConcurrentDictionary<string, RecordedState> Loaded = new(StringComparer.Ordinal);
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The names of all recorded states, for example tcp-1.4.6, sorted.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Routing", "States", "recorded");

    /// <summary>Reads a state; states are never changed, so it is read once.</summary>
    public static RecordedState Load(string name) => Loaded.GetOrAdd(name, n => Read(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{n}.json")))!));

    public string Write()
    {
        var json = new JsonObject
        {
            ["version"] = Version,
            ["command"] = Command,
            ["manifest"] = Manifest,
            ["node"] = Node,
            ["clusters"] = Sorted(State.Clusters),
            ["endpoints"] = Sorted(State.Endpoints),
            ["listeners"] = Sorted(State.Listeners),
            ["routes"] = Sorted(State.Routes),
        };
        return json.ToJsonString(Readable) + "\n";
    }

    private static RecordedState Read(JsonNode json) => new(
        (string)json["version"]!,
        (string)json["command"]!,
        (string)json["manifest"]!,
        (string)json["node"]!,
        ObservedState.Empty
            .With(XdsType.Clusters, All<Cluster>(json["clusters"]!))
            .With(XdsType.Endpoints, All<ClusterLoadAssignment>(json["endpoints"]!))
            .With(XdsType.Listeners, All<Listener>(json["listeners"]!))
            .With(XdsType.Routes, All<RouteConfiguration>(json["routes"]!)));

    private static IMessage[] All<T>(JsonNode resources)
        where T : IMessage, new() => [.. resources.AsArray().Select(r => (IMessage)AnyJson.Read<T>(r!))];

    private static JsonArray Sorted<T>(IReadOnlyDictionary<string, T> resources)
        where T : IMessage, IDeepCloneable<T> =>
        [.. resources.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => AnyJson.Write(r.Value))];
}
