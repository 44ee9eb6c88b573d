using IstioRegressions.Meshes;

namespace IstioRegressions.Load;

/// <summary>How much <see cref="EndpointChurn"/> there is.</summary>
/// <param name="Workers">How many Envoys there are at a time.</param>
/// <param name="Streams">How many streams are answered in all.</param>
public sealed record EndpointChurnLoad(int Workers, int Streams)
{
    private const int KillingWorkers = 50;
    private const int KillingStreamsEach = 4;
    private const int KillingEdits = 3;

    /// <summary>How many streams each worker opens, one for a cluster, and drops when it leaves.</summary>
    public int StreamsEach { get; init; } = KillingStreamsEach;

    /// <summary>How many HTTP/2 connections the workers share.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>How often the configuration is edited at least.</summary>
    public int Edits { get; init; } = KillingEdits;

    /// <summary>The least that a control plane which has the regression is known not to survive.</summary>
    public static EndpointChurnLoad Killing(MeshEnvironment environment) => new(KillingWorkers, KillingStreams(environment));

    /// <summary>
    /// Whether a control plane that has the regression is known not to survive this. What was measured is in docs/evidence:
    /// pilot 0.7.1 lived for 324 to 2216 streams; with one stream each, in place of four that are dropped at once, it
    /// survived 5000. Ours is slower where it reads the map, and dies of some hundred.
    /// </summary>
    public bool IsKnownToKill(MeshEnvironment environment) =>
        Workers >= KillingWorkers && StreamsEach >= KillingStreamsEach && Edits >= KillingEdits && Streams >= KillingStreams(environment);

    private static int KillingStreams(MeshEnvironment environment) => environment == MeshEnvironment.Reference ? 3000 : 20_000;
}
