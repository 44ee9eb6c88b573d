using System.Collections.Concurrent;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>What the proxy counts, and what it says of each request that did not simply pass. Safe for concurrent use.</summary>
internal sealed class ProxyStats(TextWriter log, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _counters = new(StringComparer.Ordinal);

    /// <summary>Whether every request is logged, and not only those with a response flag.</summary>
    public bool IsVerbose { get; set; }

    public IEnumerable<string> Lines => _counters.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}: {c.Value}");

    public long this[string name] => _counters.GetValueOrDefault(name);

    public void Add(string name, long count = 1) => _counters.AddOrUpdate(name, count, (_, there) => there + count);

    /// <summary>Counts a request or a connection that has ended, and writes Envoy's line for it.</summary>
    public void Ended(string what, string status, string flags, string? cluster)
    {
        if (flags != "-")
        {
            Add($"response_flags.{flags}");
        }

        if (flags != "-" || IsVerbose)
        {
            Say($"\"{what}\" {status} {flags} {cluster ?? "-"}");
        }
    }

    public void Say(string text)
    {
        lock (log)
        {
            log.WriteLine($"[{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}] {text}");
        }
    }
}
