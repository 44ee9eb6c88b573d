namespace IstioRegressions.Benchmarks;

/// <summary>What each tool is told in a round.</summary>
internal sealed record TrafficRound(string Url, int Users, int Seconds, bool KeepAlive);
