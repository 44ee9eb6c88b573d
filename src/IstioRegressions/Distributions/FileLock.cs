namespace IstioRegressions.Distributions;

/// <summary>Keeps other processes, and other callers in this one, from the same work: a file that one of them has open.</summary>
internal static class FileLock
{
    // What Linux answers to flock(LOCK_NB) where another holds the lock; .NET passes it on as it is.
    private const int WouldBlock = 11;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the lock; it ends with the returned stream, or with the process.</summary>
    /// <param name="path">The lock file. It stays: to remove it would let two in.</param>
    /// <param name="limit">How long another may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waiting">Called once, if the lock is not free.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ImageException">The other took longer; the message names the file.</exception>
    public static async Task<FileStream> TakeAsync(string path, TimeSpan limit, TimeProvider time, Action waiting, CancellationToken ct)
    {
        if (TryTake(path) is { } free)
        {
            return free;
        }

        waiting();
        var start = time.GetTimestamp();
        // The kernel tells nobody when another process lets go of a file; only asking again does.
        using var timer = new PeriodicTimer(Interval, time);
        while (time.GetElapsedTime(start) < limit)
        {
            await timer.WaitForNextTickAsync(ct);
            if (TryTake(path) is { } taken)
            {
                return taken;
            }
        }

        throw new ImageException($"another process has held {path} for {limit}; end it, or wait for it, and try again");
    }

    private static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }
}
