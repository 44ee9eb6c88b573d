using System.ComponentModel;
using System.Diagnostics;

namespace IstioRegressions.Meshes;

/// <summary>One process of a mesh, of its control plane or of a pod, from its start to its exit.</summary>
internal sealed class MeshProcess
{
    private const int LastLines = 20;
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly ProcessLog _log;
    private readonly TimeProvider _time;
    private readonly long _started;
    private string? _cause;

    private MeshProcess(Process process, ProcessLog log, TimeProvider time)
    {
        (_process, _log, _time, _started) = (process, log, time, time.GetTimestamp());
        Id = process.Id;
        Exit = WatchAsync();
    }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>What it writes.</summary>
    public ProcessLog Log => _log;

    /// <summary>Completes when the process has ended and its output is read; never fails.</summary>
    public Task<ProcessExit> Exit { get; }

    /// <summary>The resident memory (VmRSS) in bytes; null when the process has ended.</summary>
    public long? ResidentBytes
    {
        get
        {
            try
            {
                const string Field = "VmRSS:";
                var line = File.ReadLines($"/proc/{Id}/status").FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal));
                return line is null ? null : long.Parse(line.AsSpan(Field.Length).TrimEnd("kB ").Trim()) * 1024;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Starts the process.</summary>
    /// <exception cref="MeshException">The file is no executable one.</exception>
    public static MeshProcess Start(HostGuard guard, ProcessStartInfo start, ProcessLog log, TimeProvider time)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            var process = guard.Start(start);
            process.StandardInput.Close();
            return new MeshProcess(process, log, time);
        }
        catch (Win32Exception e)
        {
            throw new MeshException($"{start.FileName} cannot be started: {new Win32Exception(e.NativeErrorCode).Message}. Is it an executable for this machine, with its mode bit set (chmod +x)?", e);
        }
    }

    /// <summary>Ends the process and all that it started.</summary>
    /// <param name="cause">What its exit will say.</param>
    public void Kill(string cause)
    {
        Interlocked.CompareExchange(ref _cause, cause, comparand: null);
        try
        {
            _process.KillTree();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private async Task<ProcessExit> WatchAsync()
    {
        var lastWords = new LastWords();
        var output = Task.WhenAll(PumpAsync(_process.StandardOutput, null), PumpAsync(_process.StandardError, lastWords));
        await _process.WaitForExitAsync();
        var (at, ran) = (_time.GetUtcNow(), _time.GetElapsedTime(_started));

        // A child of the process may hold the pipes for longer; its lines are not what the exit is about.
        try
        {
            await output.WaitAsync(DrainWithin);
        }
        catch (TimeoutException)
        {
            _log.Append("(something that it started still has its output open)");
        }

        var code = _process.ExitCode;
        _process.Dispose();
        return new ProcessExit(code, ProcessExit.SignalOf(code), at, ran, _cause, _log.Last(LastLines), lastWords);
    }

    private async Task PumpAsync(StreamReader reader, LastWords? lastWords)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                _log.Append(line);
                lastWords?.Append(line);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException)
        {
            // The process was disposed while its child kept the pipe open.
        }
    }
}
