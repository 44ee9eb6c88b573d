using System.Net;

namespace IstioRegressions.Meshes;

/// <summary>Where a pilot listens.</summary>
/// <param name="Grpc">Discovery in plain text.</param>
/// <param name="Http">/ready, /debug and profiles.</param>
/// <param name="Monitoring">/metrics.</param>
/// <param name="Secure">Discovery over TLS, where a version cannot go without it.</param>
internal sealed record PilotEndpoints(IPEndPoint Grpc, IPEndPoint Http, IPEndPoint Monitoring, IPEndPoint Secure)
{
    /// <summary>How it is reached; null for TCP.</summary>
    public Func<IPEndPoint, CancellationToken, ValueTask<Stream>>? Connect { get; init; }
}
