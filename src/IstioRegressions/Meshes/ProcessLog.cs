namespace IstioRegressions.Meshes;

/// <summary>What a process of a mesh writes to its standard output and error: the last lines in memory, all of them in a file.</summary>
public sealed class ProcessLog : IAsyncDisposable
{
    private const int Kept = 5000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly StreamWriter _file;
    private TaskCompletionSource _changed = NewSignal();
    private long _count;
    private bool _closed;

    internal ProcessLog(string file)
    {
        File = file;
        _file = new StreamWriter(file) { AutoFlush = true };
    }

    /// <summary>The file that has every line.</summary>
    public string File { get; }

    /// <summary>How many lines there have been.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>The last lines, at most so many (and at most 5000).</summary>
    public IReadOnlyList<string> Last(int count)
    {
        lock (_lock)
        {
            return [.. _lines.TakeLast(count)];
        }
    }

    /// <summary>The lines after the first <paramref name="count"/> ones, as far as they are kept.</summary>
    public IReadOnlyList<string> Since(long count)
    {
        lock (_lock)
        {
            return [.. _lines.TakeLast((int)Math.Min(Kept, Math.Max(0, _count - count)))];
        }
    }

    /// <summary>The first line that matches, of those kept or to come.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> matches, CancellationToken ct)
    {
        long seen = 0;
        while (true)
        {
            Task changed;
            IReadOnlyList<string> lines;
            lock (_lock)
            {
                changed = _changed.Task;
                lines = Since(seen);
                seen = _count;
            }

            if (lines.FirstOrDefault(matches) is { } line)
            {
                return line;
            }

            await changed.WaitAsync(ct);
        }
    }

    /// <summary>Closes the file; the lines in memory stay.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
        }

        await _file.DisposeAsync();
    }

    internal void Append(string line)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _lines.Enqueue(line);
            _count++;
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }

            if (!_closed)
            {
                _file.WriteLine(line);
            }

            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
