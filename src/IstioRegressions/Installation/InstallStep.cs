namespace IstioRegressions.Installation;

/// <summary>One step of an installation: objects that are applied in their order and then awaited, or a run of <c>istioctl</c>.</summary>
/// <param name="What">What it does, for the log.</param>
public sealed record InstallStep(string What)
{
    /// <summary>
    /// The objects to apply. Definitions are awaited until they are established, workloads until they are rolled out, before
    /// the next step.
    /// </summary>
    public IReadOnlyList<InstallObject> Objects { get; init; } = [];

    /// <summary>The arguments of the release's <c>istioctl</c>, which waits itself; empty where objects are applied.</summary>
    public IReadOnlyList<string> Istioctl { get; init; } = [];

    /// <summary>The arguments by which it writes the objects that it makes; empty where objects are applied.</summary>
    public IReadOnlyList<string> Manifest { get; init; } = [];
}
