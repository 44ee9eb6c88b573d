namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The path of a request.</summary>
/// <param name="Text">What it is compared with.</param>
/// <param name="IsPrefix">Whether it begins so, or is so.</param>
internal sealed record UriMatch(string Text, bool IsPrefix)
{
    public static UriMatch Everything { get; } = new("/", IsPrefix: true);
}
