namespace IstioRegressions.Xds;

/// <summary>One response of the control plane, as evidence.</summary>
/// <param name="Time">When it was read.</param>
/// <param name="Type">What it carries.</param>
/// <param name="Version">Its version_info.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Count">How many resources it carries.</param>
/// <param name="Names">Their names, in the order of the push; none where they did not parse.</param>
/// <param name="Rejection">Why it was rejected and so left the state as it was; null where it was accepted.</param>
public sealed record Push(
    DateTimeOffset Time,
    XdsType Type,
    string Version,
    string Nonce,
    int Count,
    IReadOnlyList<string> Names,
    string? Rejection)
{
    /// <summary>For example <c>EDS push 'version' of 2: a, b</c>.</summary>
    public override string ToString()
    {
        var rejected = Rejection is null ? "" : $", rejected: {Rejection}";
        return $"{XdsNames.ShortName(Type)} push '{Version}' of {Count}: {string.Join(", ", Names)}{rejected}";
    }
}
