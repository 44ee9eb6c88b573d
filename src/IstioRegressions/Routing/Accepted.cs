using System.Net;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>A connection that a listener has taken.</summary>
/// <param name="Listener">The listener.</param>
/// <param name="LocalAddress">What filter chains see as its destination.</param>
/// <param name="IsRestored">Whether that is the original destination of a redirected connection, read from the socket.</param>
internal sealed record Accepted(Listener Listener, IPEndPoint LocalAddress, bool IsRestored);
