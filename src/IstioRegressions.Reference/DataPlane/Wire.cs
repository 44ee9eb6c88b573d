using System.Net.Sockets;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>One side of what the proxy carries: a socket, and what has come on it and was not used yet.</summary>
internal sealed class Wire(Socket socket) : IDisposable
{
    private const int Largest = 64 * 1024;

    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    public Socket Socket => socket;

    /// <summary>What has come and was not used.</summary>
    public ReadOnlyMemory<byte> Held => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Whether the other side ended the connection while nothing was asked of it.</summary>
    public bool IsStale => socket.Poll(0, SelectMode.SelectRead);

    /// <summary>Waits for more.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FormatException">More is held than any head may have.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
        else if (_end == _buffer.Length)
        {
            if (_start == 0 && _buffer.Length >= Largest)
            {
                throw new FormatException($"a head of more than {Largest} bytes");
            }

            var larger = _start == 0 ? new byte[_buffer.Length * 2] : _buffer;
            Held.Span.CopyTo(larger);
            (_buffer, _start, _end) = (larger, 0, _end - _start);
        }

        var count = await socket.ReceiveAsync(_buffer.AsMemory(_end), ct);
        _end += count;
        return count > 0;
    }

    /// <summary>Counts what is held as used.</summary>
    public void Use(int count) => _start += count;

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, ct)..];
        }
    }

    /// <summary>Reads the head of a request, or null where the connection ends before one.</summary>
    /// <exception cref="FormatException">It is no HTTP/1.1.</exception>
    public ValueTask<HttpHead?> RequestAsync(CancellationToken ct) => HeadAsync(HttpHead.Request, ct);

    /// <summary>Reads the head of an answer, or null where the connection ends before one.</summary>
    /// <exception cref="FormatException">It is no HTTP/1.1.</exception>
    public ValueTask<HttpHead?> AnswerAsync(CancellationToken ct) => HeadAsync(HttpHead.Answer, ct);

    private async ValueTask<HttpHead?> HeadAsync(Func<ReadOnlySpan<byte>, HttpHead> parse, CancellationToken ct)
    {
        while (true)
        {
            if (Held.Span.IndexOf("\r\n\r\n"u8) is var end and >= 0)
            {
                var head = parse(Held.Span[..end]);
                Use(end + 4);
                return head;
            }

            // What speaks no HTTP may send a line, and wait for an answer.
            if (Held.Span.IndexOf("\r\n"u8) is var line and > 0)
            {
                _ = parse(Held.Span[..line]);
            }

            if (!await FillAsync(ct))
            {
                return null;
            }
        }
    }

    /// <summary>Says that no more will be sent.</summary>
    public void End() => socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => socket.Dispose();
}
