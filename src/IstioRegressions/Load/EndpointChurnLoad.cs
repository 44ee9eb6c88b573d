using System.Globalization;
using IstioRegressions.Meshes;

namespace IstioRegressions.Load;

/// <summary>How much <see cref="EndpointChurn"/> there is, or was.</summary>
/// <param name="Workers">How many Envoys there are at a time.</param>
/// <param name="Streams">How many streams are answered in all.</param>
/// <param name="Changes">How often the configuration is changed.</param>
public sealed record EndpointChurnLoad(int Workers, int Streams, int Changes)
{
    /// <summary>How many streams each worker opens, one for a cluster, and drops when it leaves.</summary>
    public int StreamsEach { get; init; } = 4;

    /// <summary>How many HTTP/2 connections the workers share.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>How long the configuration stays as it is after a change.</summary>
    public TimeSpan BetweenChanges { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// The least that a control plane which has the regression is known not to survive: of pilot 0.7.1 what was measured,
    /// which is in docs/evidence/churn.md; ours dies of the first streams that are dropped while others are opened.
    /// </summary>
    public static EndpointChurnLoad Killing(MeshEnvironment environment) => environment == MeshEnvironment.Reference
        ? new(Workers: 20, Streams: 1000, Changes: 2) { BetweenChanges = TimeSpan.FromMilliseconds(50) }
        : new(Workers: 50, Streams: 20_000, Changes: 3);

    /// <summary>Whether a control plane that has the regression is known not to survive this.</summary>
    public bool IsKnownToKill(MeshEnvironment environment) =>
        Killing(environment) is var least && Workers >= least.Workers && StreamsEach >= least.StreamsEach && Streams >= least.Streams && Changes >= least.Changes;

    /// <summary>"20000 streams of 50 Envoys, 4 each, and 3 changes".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Streams} streams of {Workers} Envoys, {StreamsEach} each, and {Changes} changes");
}
