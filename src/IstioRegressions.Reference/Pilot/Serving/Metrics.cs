using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Counters, gauges and distributions in Prometheus' text form, named as 1.6 names them. Safe for concurrent use.</summary>
internal sealed class Metrics
{
    private static readonly double[] Bounds = [0.01, 0.1, 0.5, 1, 3, 5, 10, 20, 30];

    private readonly ConcurrentDictionary<(string Name, string Labels), double> _counters = [];
    private readonly ConcurrentDictionary<(string Name, string Labels), double> _gauges = [];
    private readonly ConcurrentDictionary<(string Name, string Labels), Distribution> _distributions = [];

    /// <summary>Counts one. Labels are written as they are exposed: <c>type="cds"</c>.</summary>
    public void Add(string name, string labels) => _counters.AddOrUpdate((name, labels), 1, (_, value) => value + 1);

    public void Set(string name, string labels, double value) => _gauges[(name, labels)] = value;

    /// <summary>Adds a duration in seconds.</summary>
    public void Observe(string name, string labels, double seconds) =>
        _distributions.AddOrUpdate((name, labels), _ => Distribution.Of(seconds), (_, d) => d.With(seconds));

    /// <summary>All of them, those of the process included.</summary>
    public string Expose()
    {
        var text = new StringBuilder();
        Family(text, "counter", _counters, (name, labels, value) => Line(text, name, labels, value));
        Family(text, "gauge", _gauges.Concat(OfProcess()), (name, labels, value) => Line(text, name, labels, value));
        Family(text, "histogram", _distributions, (name, labels, value) => Lines(text, name, labels, value));
        return text.ToString();
    }

    private static IEnumerable<KeyValuePair<(string Name, string Labels), double>> OfProcess()
    {
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        // What the last collection left. One answer in 500 of GC.GetTotalMemory was a third of those right before and after it.
        var lives = memory.HeapSizeBytes - memory.FragmentedBytes;
        return new Dictionary<(string Name, string Labels), double>
        {
            [("go_goroutines", "")] = process.Threads.Count,
            [("go_threads", "")] = process.Threads.Count,
            [("go_memstats_heap_alloc_bytes", "")] = lives,
            [("go_memstats_heap_inuse_bytes", "")] = lives,
            [("go_memstats_heap_sys_bytes", "")] = memory.TotalCommittedBytes,
            [("process_resident_memory_bytes", "")] = process.WorkingSet64,
            [("process_virtual_memory_bytes", "")] = process.VirtualMemorySize64,
            [("process_cpu_seconds_total", "")] = process.TotalProcessorTime.TotalSeconds,
            [("process_start_time_seconds", "")] = new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0,
        };
    }

    private static void Family<T>(
        StringBuilder text,
        string type,
        IEnumerable<KeyValuePair<(string Name, string Labels), T>> values,
        Action<string, string, T> write)
    {
        foreach (var family in values.GroupBy(v => v.Key.Name, StringComparer.Ordinal).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Key} {type}\n");
            foreach (var ((name, labels), value) in family.OrderBy(v => v.Key.Labels, StringComparer.Ordinal))
            {
                write(name, labels, value);
            }
        }
    }

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');

    private static void Lines(StringBuilder text, string name, string labels, Distribution distribution)
    {
        var comma = labels.Length == 0 ? "" : $"{labels},";
        for (var i = 0; i < Bounds.Length; i++)
        {
            Line(text, $"{name}_bucket", string.Create(CultureInfo.InvariantCulture, $"{comma}le=\"{Bounds[i]}\""), distribution.Counts[i]);
        }

        Line(text, $"{name}_bucket", $"{comma}le=\"+Inf\"", distribution.Count);
        Line(text, $"{name}_sum", labels, distribution.Sum);
        Line(text, $"{name}_count", labels, distribution.Count);
    }

    /// <summary>How many values there were, up to each bound and in all, and their sum.</summary>
    private sealed record Distribution(long[] Counts, long Count, double Sum)
    {
        public static Distribution Of(double value) => new Distribution(new long[Bounds.Length], 0, 0).With(value);

        public Distribution With(double value) =>
            new([.. Counts.Select((count, i) => value <= Bounds[i] ? count + 1 : count)], Count + 1, Sum + value);
    }
}
