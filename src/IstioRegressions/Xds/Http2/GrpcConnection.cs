using System.Net.Sockets;
using Google.Protobuf;

namespace IstioRegressions.Xds.Http2;

/// <summary>
/// One bidirectional gRPC call on a plaintext HTTP/2 connection of its own (RFC 9113, RFC 7541), for clients by the thousand:
/// while nothing comes it holds no buffer, where a connection of HttpClient holds tens of kilobytes. Its members are for one
/// user at a time.
/// </summary>
internal sealed class GrpcConnection : IAsyncDisposable
{
    /// <summary>What one read takes at most, in bytes.</summary>
    private const int ReadSize = 32 * 1024;

    private readonly Uri _target;
    private readonly Stream _stream;
    private readonly PooledBuffer _input = new();
    private readonly Frames _frames;

    private GrpcConnection(Uri target, Stream stream)
    {
        (_target, _stream) = (target, stream);
        _frames = new Frames(target, new Outbox(stream), _input);
    }

    /// <summary>Connects and begins the call.</summary>
    /// <param name="connect">How to get a byte stream to the server; null for TCP.</param>
    /// <param name="server">The authority, http://host:port.</param>
    /// <param name="method">The path, /package.Service/Method.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">The server cannot be reached.</exception>
    public static async Task<GrpcConnection> OpenAsync(
        Func<CancellationToken, ValueTask<Stream>>? connect, Uri server, string method, CancellationToken ct)
    {
        var target = new Uri(server, method);
        try
        {
            var stream = connect is null ? await Tcp.ConnectAsync(server, ct) : await connect(ct);
            var connection = new GrpcConnection(target, stream);
            connection._frames.Open();
            return connection;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new XdsException($"{target} cannot be called: {e.Message} ({server.Authority})", e);
        }
    }

    /// <summary>Sends messages, in their order, behind what is being sent.</summary>
    public void Send(IEnumerable<IMessage> messages) => _frames.Send(messages);

    /// <summary>Reads one message; null after the last, where the server ended the call well.</summary>
    /// <exception cref="XdsException">The server does not speak gRPC, sent what is no message, broke off, or ended with an error.</exception>
    public async Task<T?> ReceiveAsync<T>(MessageReader<T> read, CancellationToken ct)
        where T : class
    {
        while (!_frames.Advance())
        {
            await FillAsync(ct);
        }

        return _frames.TakeMessage(read);
    }

    /// <summary>Abandons the call: the server sees a reset where it has not ended it.</summary>
    public async ValueTask DisposeAsync()
    {
        _frames.Abandon();
        await _stream.DisposeAsync();
        _input.Clear();
    }

    private async Task FillAsync(CancellationToken ct)
    {
        try
        {
            // A read of nothing waits until there is something, for which a buffer is only then taken.
            var read = _input.Length > 0 ? 0 : await _stream.ReadAsync(Memory<byte>.Empty, ct);
            read += await _stream.ReadAsync(_input.Reserve(ReadSize), ct);
            _input.Advance(read);
            if (read == 0)
            {
                throw new XdsException($"{_target} broke the stream: the server closed the connection{_frames.Farewell}");
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new XdsException($"{_target} broke the stream: {e.Message}{_frames.Farewell}", e);
        }
        finally
        {
            _input.ReleaseIfEmpty();
        }
    }
}
