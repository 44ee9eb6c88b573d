using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Routing.States;

/// <summary>
/// xDS resources as readable JSON, with what an Any holds written out under Envoy's name for its type. Our messages have
/// one name for v2 and v3, so for protobuf's JSON an Any is typed "ENVOY'S NAME/OUR NAME". What we have no message for is
/// written without its content.
/// </summary>
internal static partial class AnyJson
{
    private static readonly Dictionary<string, MessageDescriptor> ByName = new(StringComparer.Ordinal)
    {
        ["HttpConnectionManager"] = HttpConnectionManager.Descriptor,
        ["TcpProxy"] = TcpProxy.Descriptor,
        ["HTTPFault"] = HttpFault.Descriptor,
        ["UpstreamTlsContext"] = UpstreamTlsContext.Descriptor,
    };

    private static readonly TypeRegistry Registry = TypeRegistry.FromMessages(ByName.Values.Append(Empty.Descriptor));
    private static readonly JsonFormatter Formatter = new(new JsonFormatter.Settings(formatDefaultValues: false, Registry));
    private static readonly JsonParser Parser = new(new JsonParser.Settings(recursionLimit: 100, Registry));

    public static JsonNode Write<T>(T resource)
        where T : IDeepCloneable<T>, IMessage
    {
        var named = resource.Clone();
        Rewrite(named, Name);
        return JsonNode.Parse(OurTypes().Replace(Formatter.Format(named), "\"@type\": \"type.googleapis.com/${type}\""))!;
    }

    public static T Read<T>(JsonNode json)
        where T : IMessage, new()
    {
        var resource = Parser.Parse<T>(EnvoyTypes().Replace(json.ToJsonString(), m => $"\"@type\":\"{m.Groups["type"].Value}/{Ours(m.Groups["type"].Value).FullName}\""));
        Rewrite(resource, Unname);
        return resource;
    }

    private static void Name(Any any)
    {
        var envoys = Any.GetTypeName(any.TypeUrl);
        var content = Content(envoys, any.Value);
        Rewrite(content, Name);
        (any.TypeUrl, any.Value) = ($"{envoys}/{content.Descriptor.FullName}", content.ToByteString());
    }

    private static void Unname(Any any)
    {
        var envoys = any.TypeUrl[..any.TypeUrl.IndexOf('/', StringComparison.Ordinal)];
        var content = Content(envoys, any.Value);
        Rewrite(content, Unname);
        (any.TypeUrl, any.Value) = ($"type.googleapis.com/{envoys}", content.ToByteString());
    }

    private static MessageDescriptor Ours(string envoys) => ByName.GetValueOrDefault(envoys[(envoys.LastIndexOf('.') + 1)..], Empty.Descriptor);

    private static IMessage Content(string envoys, ByteString bytes) =>
        Ours(envoys) is var ours && ours == Empty.Descriptor ? new Empty() : ours.Parser.ParseFrom(bytes);

    private static void Rewrite(IMessage message, Action<Any> rewrite)
    {
        foreach (var child in Messages.Children(message))
        {
            if (child is Any any)
            {
                rewrite(any);
                continue;
            }

            Rewrite(child, rewrite);
            if (child is Struct map)
            {
                Sort(map);
            }
        }
    }

    // A pilot writes maps in another order each time; a recording repeated shall be the same file.
    private static void Sort(Struct map)
    {
        var fields = map.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
        map.Fields.Clear();
        fields.ForEach(f => map.Fields.Add(f.Key, f.Value));
    }

    [GeneratedRegex("\"@type\": \"(?<type>[^/\"]+)/[^\"]+\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OurTypes();

    [GeneratedRegex("\"@type\":\"type.googleapis.com/(?<type>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnvoyTypes();
}
