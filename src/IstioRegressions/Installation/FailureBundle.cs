using System.Text;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>
/// Where the files of a failure lie: <c>sync-status.json</c>, <c>calls/</c>, and for each namespace below <c>namespaces/</c>
/// <c>events.yaml</c> and for each pod below <c>pods/</c> <c>description.yaml</c>, <c>config-dump.json</c>, and
/// <c>CONTAINER.log</c> with <c>CONTAINER.previous.log</c>. A name that is no plain file name is escaped; names that differ
/// have files that differ.
/// </summary>
/// <param name="folder">The folder of the bundle.</param>
public sealed class FailureBundle(string folder)
{
    private const int Longest = 120;

    /// <summary>Which configuration the control plane sent each proxy, and which it took (/debug/syncz).</summary>
    public string SyncStatus { get; } = Path.Combine(folder, "sync-status.json");

    /// <summary>The events of a namespace, the latest last.</summary>
    public string Events(string ns) => Path.Combine(Of(ns), "events.yaml");

    /// <summary>A pod as the API server has it.</summary>
    public string Description(string ns, string pod) => Path.Combine(Pod(ns, pod), "description.yaml");

    /// <summary>The configuration of a pod's proxy.</summary>
    public string ConfigDump(string ns, string pod) => Path.Combine(Pod(ns, pod), "config-dump.json");

    /// <summary>What a container said.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="container">The container.</param>
    /// <param name="previous">Before its last restart.</param>
    public string Log(string ns, string pod, string container, bool previous = false) =>
        Path.Combine(Pod(ns, pod), Segment(container) + (previous ? ".previous.log" : ".log"));

    /// <summary>A call that failed, made again another way: past the sidecar, or with the proxy's debug log.</summary>
    public string Call(string way) => Path.Combine(folder, "calls", Segment(way) + ".txt");

    private string Pod(string ns, string pod) => Path.Combine(Of(ns), "pods", Segment(pod));

    private string Of(string ns) => Path.Combine(folder, "namespaces", Segment(ns));

    /// <summary>A name as the name of a file: lower-case letters, digits and '-' stay; every other byte is %XX.</summary>
    internal static string Segment(string name)
    {
        var segment = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            var c = (char)b;
            segment.Append(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' ? $"{c}" : $"%{b:X2}");
        }

        return segment.Length switch
        {
            0 => "%",
            <= Longest => segment.ToString(),
            _ => $"{segment.ToString(0, Longest - 17)}%{Digest.Of(Encoding.UTF8.GetBytes(name)).Hex[..16]}",
        };
    }
}
