namespace IstioRegressions.Meshes;

/// <summary>
/// How often a pilot has read its configuration directory, for one that says nothing of what it has: counted on a file of
/// ours that it reads in passing. It reads the directory again and again, and takes each reading in before the next.
/// </summary>
internal sealed class ConfigReads : IDisposable
{
    // The reading that is under way may have passed the file that was just replaced; the next has not; one more proves it done.
    private const int Enough = 3;

    // Behind all others, because directories are read in the order of names.
    private const string Name = "~read.yaml";

    private readonly FileSystemWatcher _watcher;
    private int _count;

    public ConfigReads(string directory)
    {
        File.WriteAllText(Path.Combine(directory, Name), "# nothing is configured here\n");
        _watcher = new FileSystemWatcher(directory, Name) { NotifyFilter = NotifyFilters.LastAccess };
        _watcher.Changed += (_, _) => Interlocked.Increment(ref _count);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>How often so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether what was in the directory at that count has been taken in.</summary>
    public bool IsTakenSince(int count) => Count - count >= Enough;

    public void Dispose() => _watcher.Dispose();
}
