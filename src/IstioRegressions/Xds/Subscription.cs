using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>What an observer asked for of one type, and what it accepted.</summary>
internal sealed class Subscription(XdsType type, XdsProtocol protocol)
{
    private string[]? _sent;

    /// <summary>The names to ask for, sorted; CDS and LDS have none and mean all.</summary>
    public string[] Names { get; set; } = [];

    /// <summary>The last version that was accepted, on any stream.</summary>
    public string Version { get; set; } = "";

    /// <summary>The nonce of the last response on this stream.</summary>
    public string Nonce { get; set; } = "";

    /// <summary>Whether a response came, on any stream.</summary>
    public bool Answered { get; set; }

    /// <summary>Whether it was asked for, on any stream.</summary>
    public bool IsOpen => _sent is not null;

    /// <summary>Whether other names are to be asked for than the server knows.</summary>
    public bool IsOutdated => !Names.AsSpan().SequenceEqual(_sent ?? []);

    /// <summary>The request that subscribes, acknowledges or, with an error, rejects.</summary>
    public DiscoveryRequest Request(Status? error = null)
    {
        _sent = Names;
        return new DiscoveryRequest
        {
            VersionInfo = Version,
            ResourceNames = { Names },
            TypeUrl = XdsNames.TypeUrl(type, protocol),
            ResponseNonce = Nonce,
            ErrorDetail = error,
        };
    }
}
