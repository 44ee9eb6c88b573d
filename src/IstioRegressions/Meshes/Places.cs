namespace IstioRegressions.Meshes;

/// <summary>
/// How many meshes run at once: no more than cores, for a pilot wants one while it starts and pushes (four on a core of the
/// reference, which mostly waits), and no more than memory holds, were each to use all that it may.
/// </summary>
/// <param name="count">How many at most.</param>
/// <param name="memory">What all of them may use, in bytes; what wants more than that runs alone.</param>
public sealed class Places(int count, long memory)
{
    /// <summary>What a mesh without a cap is taken to use, in bytes: real pilots stay below 256 MiB, and an observer's copy comes to it.</summary>
    public const long Ordinary = 512L << 20;

    private readonly Lock _deciding = new();
    private readonly List<Place> _waiting = [];
    private int _taken;
    private long _used;

    private static Places ForPilots { get; } = new(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private static Places ForTheReference { get; } = new(4 * Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The places of this machine, or of the container that limits us, for the local meshes of an environment.</summary>
    public static Places OfThisMachine(MeshEnvironment environment) => environment == MeshEnvironment.Reference ? ForTheReference : ForPilots;

    /// <summary>Waits for a place; it is given back by disposing it. A large mesh that waits does not keep smaller ones waiting.</summary>
    /// <param name="memory">What the mesh may use, in bytes.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IDisposable> TakeAsync(long memory = Ordinary, CancellationToken ct = default)
    {
        var place = new Place(this, memory);
        lock (_deciding)
        {
            _waiting.Add(place);
        }

        Admit();
        await using var ended = ct.Register(() => place.Admitted.TrySetCanceled(ct));
        await place.Admitted.Task;
        return place;
    }

    private void Admit()
    {
        lock (_deciding)
        {
            _waiting.RemoveAll(place =>
            {
                var fits = _taken == 0 || (_taken < count && _used + place.Memory <= memory);
                if (fits && place.Admitted.TrySetResult())
                {
                    (_taken, _used) = (_taken + 1, _used + place.Memory);
                }

                return place.Admitted.Task.IsCompleted;
            });
        }
    }

    private void GiveBack(Place place)
    {
        lock (_deciding)
        {
            (_taken, _used) = (_taken - 1, _used - place.Memory);
        }

        Admit();
    }

    private sealed class Place(Places places, long memory) : IDisposable
    {
        private int _given;

        public long Memory => memory;

        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                places.GiveBack(this);
            }
        }
    }
}
