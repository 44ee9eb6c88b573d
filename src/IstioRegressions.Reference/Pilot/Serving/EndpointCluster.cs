namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>One cluster that streams of endpoints alone ask for.</summary>
internal sealed class EndpointCluster(string name, DateTimeOffset firstUse)
{
    public HashSet<string> Streams { get; } = new(StringComparer.Ordinal);

    public override string ToString() => $"{name}:{{{string.Join(',', Streams)} first used {firstUse:O}}}";
}
