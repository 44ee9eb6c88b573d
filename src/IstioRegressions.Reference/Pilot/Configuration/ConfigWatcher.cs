using System.Threading.Channels;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Tells when an entry of a directory changed; as with 1.6, not what is below its subdirectories. Changes that come while the last one is handled count as one.</summary>
internal sealed class ConfigWatcher : IDisposable
{
    private readonly FileSystemWatcher _files;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public ConfigWatcher(string directory)
    {
        _files = new FileSystemWatcher(directory)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        _files.Created += (_, _) => Signal();
        _files.Changed += (_, _) => Signal();
        _files.Deleted += (_, _) => Signal();
        _files.Renamed += (_, _) => Signal();

        // The kernel's queue ran over: something changed, we do not know what, and everything is read anyway.
        _files.Error += (_, _) => Signal();
        _files.EnableRaisingEvents = true;
    }

    /// <summary>Completes at the next change, or at once if one came since the last call.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _changes.Reader.ReadAsync(cancellationToken);

    public void Dispose() => _files.Dispose();

    private void Signal() => _changes.Writer.TryWrite(true);
}
