using System.Globalization;
using System.Text;

namespace IstioRegressions.Load;

/// <summary>What a load came to.</summary>
/// <param name="Pilot">What it was put on.</param>
/// <param name="Observers">How many observers there were.</param>
/// <param name="Namespaces">How many namespaces they were spread over.</param>
/// <param name="Clusters">How many clusters the first of them was sent.</param>
/// <param name="AcknowledgedSeconds">From the first connection until all had acknowledged their first configuration.</param>
/// <param name="Acknowledged">From each observer's connection until it had, in milliseconds.</param>
/// <param name="BytesPerObserver">What the private memory of this process grew by for each, after a collection, with all decoded state.</param>
/// <param name="BytesPerObserverUncollected">The same as it stood before the collection.</param>
/// <param name="ObserversCpuSeconds">The CPU time of this process until all had acknowledged.</param>
/// <param name="PilotCpuSeconds">The pilot's CPU time until then; null where its process is not known.</param>
/// <param name="PilotBytes">The pilot's private memory then; null where its process is not known.</param>
/// <param name="Edits">How many edits were made.</param>
/// <param name="Push">From each edit until each observer's view had it, in milliseconds; null without edits.</param>
/// <param name="Reconnects">How many streams were lost and made again.</param>
public sealed record LoadReport(
    string Pilot,
    int Observers,
    int Namespaces,
    int Clusters,
    double AcknowledgedSeconds,
    Latencies? Acknowledged,
    long BytesPerObserver,
    long BytesPerObserverUncollected,
    double ObserversCpuSeconds,
    double? PilotCpuSeconds,
    long? PilotBytes,
    int Edits,
    Latencies? Push,
    int Reconnects)
{
    private const double Kilobyte = 1000;
    private const double Megabyte = 1000 * Kilobyte;

    /// <summary>The pilot's part of the CPU time that both used until all had acknowledged; null where its process is not known.</summary>
    public double? PilotShare => PilotCpuSeconds is { } pilot && pilot + ObserversCpuSeconds > 0 ? Math.Round(pilot / (pilot + ObserversCpuSeconds), 3) : null;

    /// <summary>The summary, a line for each thing.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"{Observers} observers in {Namespaces} namespaces on {Pilot}, {Clusters} clusters each");
        Line($"  acknowledged: all after {AcknowledgedSeconds:0.00} s ({Observers / AcknowledgedSeconds:0} a second); each after {Acknowledged}");
        Line($"  memory: {BytesPerObserver / Kilobyte:0.0} kB an observer with all that it decoded ({BytesPerObserverUncollected / Kilobyte:0.0} kB before a collection)");
        Line(PilotShare is { } share
            ? (FormattableString)$"  CPU until then: {PilotCpuSeconds:0.0} s of the pilot, {ObserversCpuSeconds:0.0} s of the observers: the pilot's share is {share:0 %}; its memory {PilotBytes / Megabyte:0} MB"
            : $"  CPU until then: {ObserversCpuSeconds:0.0} s of the observers; the pilot's process is not ours to look at");
        if (Push is not null)
        {
            Line($"  push: {Edits} edits, each until an observer's view has it: {Push}");
        }

        Line($"  streams lost: {Reconnects}");
        return text.ToString();
    }
}
