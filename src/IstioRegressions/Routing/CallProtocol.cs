namespace IstioRegressions.Routing;

/// <summary>What the client of a call speaks, which need not be what the configuration takes it for.</summary>
public enum CallProtocol
{
    /// <summary>HTTP/1.1 in plain text.</summary>
    Http,

    /// <summary>HTTP/2 in plain text, without an upgrade.</summary>
    Http2,

    /// <summary>Bytes that are neither HTTP nor TLS.</summary>
    Tcp,

    /// <summary>TLS; where a proxy ends it, what is inside is the call's HTTP request.</summary>
    Tls,
}
