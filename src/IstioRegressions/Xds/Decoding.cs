using Google.Protobuf;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>From a push to its resources, and from them to the next state.</summary>
internal class Decoding
{
    protected Decoding()
    {
    }

    /// <summary>That of an observer by itself.</summary>
    public static Decoding Alone { get; } = new();

    /// <summary>A response, out of its bytes.</summary>
    /// <exception cref="InvalidProtocolBufferException">They are none.</exception>
    public virtual DiscoveryResponse Read(ReadOnlySpan<byte> message) => DiscoveryResponse.Parser.ParseFrom(message);

    /// <summary>The resources of a push.</summary>
    /// <exception cref="XdsException">A resource is not what the push says, or does not parse.</exception>
    public virtual IMessage[] Decode(XdsType type, DiscoveryResponse response) =>
        XdsResources.Decode(type, response, (parser, value) => parser.ParseFrom(value));

    /// <summary>The state after a push, as <see cref="ObservedState.Next"/> makes it.</summary>
    /// <exception cref="XdsException">A listener's connection manager does not parse.</exception>
    public virtual ObservedState Next(ObservedState state, XdsType type, IMessage[] resources, string[]? endpoints) =>
        state.Next(type, resources, endpoints);
}
