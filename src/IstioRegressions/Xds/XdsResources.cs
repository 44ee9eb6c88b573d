using Google.Protobuf;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>From the bytes of a push to its resources.</summary>
internal static class XdsResources
{
    /// <exception cref="XdsException">A resource is not what the push says, or does not parse; the message names type_url and index.</exception>
    public static IMessage[] Decode(XdsType type, DiscoveryResponse response, Func<MessageParser, ByteString, IMessage> parse)
    {
        MessageParser parser = type switch
        {
            XdsType.Clusters => Cluster.Parser,
            XdsType.Endpoints => ClusterLoadAssignment.Parser,
            XdsType.Listeners => Listener.Parser,
            _ => RouteConfiguration.Parser,
        };
        var resources = new IMessage[response.Resources.Count];
        for (var i = 0; i < resources.Length; i++)
        {
            resources[i] = Decode(parser, response, i, parse);
        }

        return resources;
    }

    public static string NameOf(IMessage resource) => resource switch
    {
        Cluster cluster => cluster.Name,
        ClusterLoadAssignment assignment => assignment.ClusterName,
        Listener listener => listener.Name,
        RouteConfiguration routes => routes.Name,
        _ => throw new ArgumentException($"{resource.Descriptor.FullName} is no xDS resource", nameof(resource)),
    };

    private static IMessage Decode(MessageParser parser, DiscoveryResponse response, int index, Func<MessageParser, ByteString, IMessage> parse)
    {
        var resource = response.Resources[index];
        if (resource.TypeUrl != response.TypeUrl)
        {
            throw new XdsException($"resource {index} of {response.Resources.Count} in a push of {response.TypeUrl} is a '{resource.TypeUrl}'");
        }

        try
        {
            return parse(parser, resource.Value);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new XdsException($"resource {index} of {response.Resources.Count} in a push of {response.TypeUrl} does not parse: {e.Message}", e);
        }
    }
}
