using IstioRegressions.Routing;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>
/// What the proxy answers itself, in Envoy's words and with its response flags
/// (https://www.envoyproxy.io/docs/envoy/v1.14.4/configuration/observability/access_log, "Response flags").
/// </summary>
/// <param name="Status">The status.</param>
/// <param name="Text">The body.</param>
/// <param name="Flags">The flags; "-" for none.</param>
/// <param name="Location">Where a redirect leads.</param>
internal sealed record LocalReply(int Status, string Text, string Flags, string? Location = null)
{
    private const string Upstream = "upstream connect error or disconnect/reset before headers. reset reason: ";

    /// <summary>The upstream could not be connected to.</summary>
    public static LocalReply NotConnected { get; } = new(503, Upstream + "connection failure", "UF");

    /// <summary>The upstream ended the connection before it answered.</summary>
    public static LocalReply Terminated { get; } = new(503, Upstream + "connection termination", "UC");

    /// <summary>The request is no HTTP/1.1.</summary>
    public static LocalReply BadRequest { get; } = new(400, "", "DPE");

    /// <summary>A fault answers.</summary>
    public static LocalReply Aborted(int status) => new(status, "fault filter abort", "FI");

    /// <summary>The answer to a call that goes nowhere; null where it goes on.</summary>
    public static LocalReply? To(Outcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Routed or OutcomeKind.Passthrough => null,
        OutcomeKind.Aborted => Aborted(outcome.Status ?? 503),
        OutcomeKind.NoHealthyUpstream => new(outcome.Status ?? 503, "no healthy upstream", "UH"),
        OutcomeKind.UnknownCluster => new(outcome.Status ?? 503, "", "NC"),
        OutcomeKind.Redirected => new(outcome.Status ?? 301, "", "-", outcome.Location),
        OutcomeKind.DirectResponse => new(outcome.Status ?? 200, "", "-"),
        _ => new(outcome.Status ?? 404, "", "NR"),
    };

    public HttpHead Head()
    {
        var head = new HttpHead(["HTTP/1.1", $"{Status}", Reason()], [("content-length", $"{Text.Length}"), ("server", "envoy")]);
        head = Text.Length > 0 ? head.With("content-type", "text/plain") : head;
        return Location is null ? head : head.With("location", Location);
    }

    private string Reason() => Status switch
    {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        404 => "Not Found",
        503 => "Service Unavailable",
        _ => "",
    };
}
