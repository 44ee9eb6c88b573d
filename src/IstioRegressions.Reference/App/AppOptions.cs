using System.Net;

namespace IstioRegressions.Reference.App;

/// <summary>How the application runs.</summary>
/// <param name="Http">Where it serves HTTP.</param>
/// <param name="Tcp">Where it echoes bytes; null for nowhere.</param>
/// <param name="Name">What it calls itself in its answers.</param>
/// <param name="ReadyAfter">How long after its start <c>/ready</c> begins to answer 200; null for never.</param>
/// <param name="Stop">What it does on SIGTERM.</param>
internal sealed record AppOptions(IPEndPoint Http, IPEndPoint? Tcp, string Name, TimeSpan? ReadyAfter, AppStop Stop);
