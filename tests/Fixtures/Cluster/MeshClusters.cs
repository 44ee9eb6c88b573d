using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// The clusters of this process: one for each version, used by one scenario at a time. No more of them exist than memory
/// holds; a version that has none takes the place of one that nobody waits for.
/// </summary>
internal sealed class MeshClusters
{
    private const long Memory = 3L << 30; // what a cluster with a control plane is taken to use

    private static readonly TimeSpan StartedWithin = TimeSpan.FromMinutes(10);

    private readonly Lock _deciding = new();
    private readonly List<Place> _waiting = [];
    private readonly Dictionary<IstioVersion, Slot> _slots = [];
    private readonly int _most;

    private MeshClusters(int most) => _most = most;

    /// <summary>Those of this process.</summary>
    public static MeshClusters OfThisProcess { get; } = new((int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Memory, 1, Environment.ProcessorCount));

    /// <summary>Waits for a turn on the cluster of a version; it is given back by disposing it.</summary>
    public async Task<IDisposable> TakeAsync(IstioVersion version, CancellationToken ct)
    {
        var place = new Place(this, version);
        lock (_deciding)
        {
            _waiting.Add(place);
        }

        Admit();
        await using var ended = ct.Register(() => place.Admitted.TrySetCanceled(ct));
        await place.Admitted.Task;
        return place;
    }

    /// <summary>A mesh on the cluster of a version, which the caller has a turn on. The cluster is made for the first one.</summary>
    /// <exception cref="MeshException">The cluster cannot be had; the next who asks has another try.</exception>
    public async Task<Mesh> StartAsync(MeshRequest request, Settings settings, CancellationToken ct)
    {
        Slot slot;
        lock (_deciding)
        {
            slot = _slots[request.Version];
        }

        if (slot.Cluster is { } there && !there.Suits(request))
        {
            slot.Cluster = null;
            await there.DisposeAsync();
        }

        if (slot.Cluster is null)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(StartedWithin);
            await slot.Before.WaitAsync(limit.Token);
            slot.Cluster = await MeshCluster.StartAsync(settings, MeshCluster.FirstOf(request), request.MutualTls, limit.Token);
        }

        return await slot.Cluster.LeaseAsync(request, ct);
    }

    /// <summary>Ends all of them.</summary>
    public async Task EndAsync()
    {
        List<Slot> all;
        lock (_deciding)
        {
            all = [.. _slots.Values];
            _slots.Clear();
        }

        await Task.WhenAll(all.Select(EndAsync));
    }

    private static async Task EndAsync(Slot slot)
    {
        await slot.Before;
        if (slot.Cluster is null)
        {
            return;
        }

        try
        {
            await slot.Cluster.DisposeAsync();
        }
        catch (Exception e)
        {
            // Whoever has the place after it is not to answer for that.
            await Console.Error.WriteLineAsync($"{slot.Cluster.Api.Name} could not be ended: {e.Message}");
        }
    }

    private void Admit()
    {
        lock (_deciding)
        {
            _waiting.RemoveAll(place =>
            {
                if (!place.Admitted.Task.IsCompleted && SlotFor(place.Version) is { IsTaken: false } slot)
                {
                    slot.IsTaken = place.Admitted.TrySetResult();
                }

                return place.Admitted.Task.IsCompleted;
            });
        }
    }

    private Slot? SlotFor(IstioVersion version)
    {
        if (_slots.TryGetValue(version, out var slot))
        {
            return slot;
        }

        if (_slots.Count < _most)
        {
            return _slots[version] = new Slot(Task.CompletedTask);
        }

        var idle = _slots.Where(s => !s.Value.IsTaken && !_waiting.Exists(w => w.Version == s.Key && !w.Admitted.Task.IsCompleted)).ToList();
        if (idle is not [var (old, ended), ..])
        {
            return null;
        }

        _slots.Remove(old);
        return _slots[version] = new Slot(EndAsync(ended));
    }

    private void GiveBack(IstioVersion version)
    {
        lock (_deciding)
        {
            if (_slots.TryGetValue(version, out var slot))
            {
                slot.IsTaken = false;
            }
        }

        Admit();
    }

    // Before: the end of the cluster whose place this one takes.
    private sealed class Slot(Task before)
    {
        public Task Before => before;

        public bool IsTaken { get; set; }

        public MeshCluster? Cluster { get; set; }
    }

    private sealed class Place(MeshClusters clusters, IstioVersion version) : IDisposable
    {
        private int _given;

        public IstioVersion Version => version;

        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                clusters.GiveBack(version);
            }
        }
    }
}
