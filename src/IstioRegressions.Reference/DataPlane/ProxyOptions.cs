using System.Net;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>How the proxy runs.</summary>
/// <param name="Bootstrap">Who it is and whom it asks.</param>
/// <param name="Application">The address of the application behind it, which stands for its own loopback; null for a gateway.</param>
/// <param name="Drain">What it does on SIGTERM.</param>
/// <param name="DrainTime">How long it drains.</param>
internal sealed record ProxyOptions(Bootstrap Bootstrap, IPAddress? Application, DrainMode Drain, TimeSpan DrainTime);
