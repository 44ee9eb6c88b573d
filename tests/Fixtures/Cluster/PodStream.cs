using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using k8s;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// A connection to a port of a pod through the API server's port-forward: a web socket of its own. The library's stream
/// has only synchronous reads and writes, whose defaults share one lock, so that a pending read would hold up every write.
/// </summary>
internal sealed class PodStream : Stream
{
    private readonly WebSocket _socket;
    private readonly StreamDemuxer _demuxer;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Pipe _pipe = new();
    private readonly Stream _reader;
    private int _closed;

    private PodStream(WebSocket socket)
    {
        (_socket, _demuxer, _reader) = (socket, new StreamDemuxer(socket, StreamType.PortForward), _pipe.Reader.AsStream());

        // Before the start: bytes for an unknown channel are dropped.
        var (data, error) = (_demuxer.GetStream((byte?)0, (byte?)0), _demuxer.GetStream((byte?)1, null));
        _demuxer.Start();

        // Reads block, so each has a thread of its own and none of the pool's.
        new Thread(() => Pump(data)) { IsBackground = true, Name = "port-forward" }.Start();
        new Thread(() => Fail(error)) { IsBackground = true, Name = "port-forward errors" }.Start();
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Connects.</summary>
    /// <exception cref="IOException">The pod is not there, or the API server does not forward.</exception>
    public static async ValueTask<Stream> OpenAsync(IKubernetes client, string pod, string @namespace, int port, CancellationToken ct)
    {
        try
        {
            return new PodStream(await client.WebSocketNamespacedPodPortForwardAsync(pod, @namespace, [port], "v4.channel.k8s.io", cancellationToken: ct));
        }
        catch (Exception e) when (e is WebSocketException or k8s.Autorest.HttpOperationException or HttpRequestException)
        {
            throw new IOException($"no port-forward to {@namespace}/{pod}:{port}: {e.Message}", e);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _reader.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => _reader.Read(buffer, offset, count);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken); // a web socket takes one message at a time
        try
        {
            await _demuxer.Write((byte)0, buffer.ToArray(), 0, buffer.Length, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            throw new IOException($"the port-forward ended: {e.Message}", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _socket.Abort(); // ends the demuxer's loop, which ends both reads
            ThreadPool.QueueUserWorkItem(_ =>
            {
                _demuxer.Dispose();
                _socket.Dispose();
            });
        }

        base.Dispose(disposing);
    }

    private void Pump(Stream data)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (data.Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                _pipe.Writer.WriteAsync(buffer.AsMemory(0, read)).AsTask().GetAwaiter().GetResult();
            }

            _pipe.Writer.Complete();
        }
        catch (Exception e)
        {
            _pipe.Writer.Complete(new IOException($"the port-forward ended: {e.Message}", e));
        }
    }

    private void Fail(Stream error)
    {
        var buffer = new byte[4096];
        try
        {
            if (error.Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                _pipe.Writer.Complete(new IOException($"the port-forward failed: {Encoding.UTF8.GetString(buffer, 0, read)}"));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or WebSocketException)
        {
            // The connection is gone; the other thread says so.
        }
    }
}
