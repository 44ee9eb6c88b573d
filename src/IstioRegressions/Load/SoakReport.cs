using System.Globalization;
using System.Text.Json;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Load;

/// <summary>What was seen in the rounds of a soak, each of which creates an application, waits until it is reachable and deletes it.</summary>
public sealed class SoakReport
{
    private readonly List<TimeSpan> _reachableAfter = [];

    /// <summary>How many rounds were gone through.</summary>
    public int Rounds => _reachableAfter.Count;

    /// <summary>One more round was gone through.</summary>
    /// <param name="reachableAfter">How long after its creation the application was reachable.</param>
    public void Add(TimeSpan reachableAfter) => _reachableAfter.Add(reachableAfter);

    /// <summary>"200 rounds, an application reachable after 0.12 / 0.15 / 0.40 s (least / median / most)".</summary>
    public override string ToString() => Rounds == 0
        ? "no round"
        : string.Create(CultureInfo.InvariantCulture, $"{Rounds} rounds, an application reachable after {At(0):0.00} / {At(0.5):0.00} / {At(1):0.00} s (least / median / most)");

    /// <summary>All of it, for the evidence, with the memory of the control plane in the meantime.</summary>
    public byte[] ToJson(IEnumerable<MemorySample> memory) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Rounds,
            ReachableAfterSeconds = _reachableAfter.Select(t => t.TotalSeconds),
            ResidentBytes = memory.Select(s => new { s.At, s.ResidentBytes }),
        },
        RunFolder.Json);

    private double At(double share) => _reachableAfter.Order().ElementAt((int)((Rounds - 1) * share)).TotalSeconds;
}
