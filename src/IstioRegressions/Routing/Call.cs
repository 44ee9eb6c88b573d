using System.Collections.Immutable;
using System.Net;

namespace IstioRegressions.Routing;

/// <summary>One call as it arrives at a proxy: a connection, and the request on it where there is one.</summary>
/// <param name="Direction">On which side of the proxy it comes in.</param>
/// <param name="Destination">
/// The address and port that the client connected to, before anything redirected it. Real ports: 80, never a shifted one.
/// </param>
public sealed record Call(CallDirection Direction, IPEndPoint Destination)
{
    /// <summary>What the client speaks.</summary>
    public CallProtocol Protocol { get; init; } = CallProtocol.Http;

    /// <summary>The Host header, or :authority; null for the destination's "address:port".</summary>
    public string? Host { get; init; }

    /// <summary>The method of the request.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The path of the request with its query, for example <c>/items?page=2</c>.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The other headers; the case of their names does not count.</summary>
    public ImmutableDictionary<string, string> Headers { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The server name of a TLS call; null where it sends none.</summary>
    public string? Sni { get; init; }

    /// <summary>The application protocols that a TLS call offers, the preferred first.</summary>
    public ImmutableArray<string> Alpn { get; init; } = [];

    /// <summary>Whether the client waits for the server's first bytes, as that of MySQL or SMTP does.</summary>
    public bool ServerSpeaksFirst { get; init; }

    /// <summary>Where the call comes from; null for somewhere else on the network.</summary>
    public IPEndPoint? Source { get; init; }

    /// <summary>A call from the workload.</summary>
    /// <param name="destination">Where to, as "address:port".</param>
    public static Call Outbound(string destination) => new(CallDirection.Outbound, IPEndPoint.Parse(destination));

    /// <summary>A call to the workload.</summary>
    /// <param name="destination">The workload's address and port, as "address:port".</param>
    public static Call Inbound(string destination) => new(CallDirection.Inbound, IPEndPoint.Parse(destination));

    /// <summary>A call to a gateway.</summary>
    /// <param name="destination">The gateway's address and port, as "address:port".</param>
    public static Call Gateway(string destination) => new(CallDirection.Gateway, IPEndPoint.Parse(destination));

    /// <summary>This call with one more header.</summary>
    public Call WithHeader(string name, string value) => this with { Headers = Headers.SetItem(name, value) };

    /// <summary>For example <c>outbound http GET shop.example/auth to 240.0.1.1:80</c>.</summary>
    public override string ToString()
    {
        var what = Protocol switch
        {
            CallProtocol.Tcp => "tcp",
            CallProtocol.Tls => $"tls '{Sni}'",
            _ => $"{Protocol} {Method} {Authority}{Path}",
        };
        return $"{Direction} {what} to {Destination}".ToLowerInvariant();
    }

    internal string Authority => Host ?? Destination.ToString();
}
