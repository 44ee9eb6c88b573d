using System.Collections.Concurrent;
using System.Text;
using IstioRegressions.Reference.Pilot.Push;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>The streams of endpoints alone, and the clusters that they ask for. Safe for concurrent use.</summary>
/// <param name="told">What the log is told of the clusters when one is no longer asked for, beside its name.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed class EndpointClusters(Func<EndpointClusters, IEnumerable<string>> told, TimeProvider time, Log log)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, EndpointCluster> _clusters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PushQueue> _queues = new(StringComparer.Ordinal);

    /// <summary>Where the pushes of each stream wait.</summary>
    public IEnumerable<PushQueue> Queues => _queues.Values;

    /// <summary>All clusters, one after the other. Only for who may be sure that none comes or goes.</summary>
    public IEnumerable<string> All => _clusters.Values.Select(c => c.ToString());

    /// <summary>A stream asks for clusters, until what this returns is disposed.</summary>
    public IDisposable Add(AdsConnection stream, IReadOnlyList<string> clusters)
    {
        _queues[stream.Id] = stream.Queue;
        lock (_lock)
        {
            foreach (var cluster in clusters)
            {
                if (!_clusters.TryGetValue(cluster, out var known))
                {
                    _clusters[cluster] = known = new EndpointCluster(cluster, time.GetUtcNow());
                }

                known.Streams.Add(stream.Id);
            }
        }

        return new Asking(this, stream.Id, clusters);
    }

    private async Task RemoveEdsConAsync(string stream, string cluster)
    {
        lock (_lock)
        {
            if (!_clusters.TryGetValue(cluster, out var known) || !known.Streams.Remove(stream) || known.Streams.Count > 0)
            {
                return;
            }
        }

        var line = new StringBuilder();
        foreach (var one in told(this))
        {
            // As the scheduler of goroutines may at any time, and the kernel where a core is free for others.
            await Task.Yield();
            line.Append(' ').Append(one);
        }

        log.Info("eds", $"remove unused cluster={cluster} node={stream} of{line}");
        lock (_lock)
        {
            if (_clusters.GetValueOrDefault(cluster) is { Streams.Count: 0 })
            {
                _clusters.Remove(cluster);
            }
        }
    }

    private sealed class Asking(EndpointClusters all, string stream, IReadOnlyList<string> clusters) : IDisposable
    {
        public void Dispose()
        {
            all._queues.TryRemove(stream, out _);

            ThreadPool.UnsafeQueueUserWorkItem(_ => RemoveAll(), null);
        }

        // Nobody awaits it, as a goroutine: what is thrown there is nobody's to catch, and ends the process.
        private async void RemoveAll()
        {
            foreach (var cluster in clusters)
            {
                await all.RemoveEdsConAsync(stream, cluster);
            }
        }
    }
}
