using Google.Protobuf;

namespace IstioRegressions.Xds.Protos;

/// <summary>What is known of a response besides its fields.</summary>
public sealed partial class DiscoveryResponse
{
    /// <summary>What its resources' bytes are known by; null where nobody shares them.</summary>
    internal UInt128? Content { get; init; }

    /// <summary>Its resources, where an equal response was decoded before: then <see cref="Resources"/> is not read at all.</summary>
    internal IMessage[]? Known { get; init; }
}
