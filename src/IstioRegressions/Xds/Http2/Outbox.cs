using System.Buffers.Binary;

namespace IstioRegressions.Xds.Http2;

/// <summary>
/// What is written to a connection, in order and without holding up who writes: a server may stop reading until we have
/// read what it sends.
/// </summary>
internal sealed class Outbox(Stream stream)
{
    private readonly Lock _gate = new();
    private PooledBuffer _waiting = new();
    private PooledBuffer _leaving = new();
    private bool _isWriting;

    /// <summary>Adds a frame to what the next <see cref="Flush"/> sends.</summary>
    public void Add(FrameType type, byte flags, int onStream, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            new FrameHeader(payload.Length, type, flags, onStream).Write(_waiting.Reserve(FrameHeader.Size + payload.Length).Span);
            _waiting.Advance(FrameHeader.Size);
            _waiting.Add(payload);
        }
    }

    /// <summary>Adds bytes that are no frame.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _waiting.Add(bytes);
        }
    }

    /// <summary>Adds a frame whose payload is one number of four bytes.</summary>
    public void Add(FrameType type, int stream, int number)
    {
        Span<byte> payload = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(payload, number);
        Add(type, 0, stream, payload);
    }

    /// <summary>Sends what was added, now or behind what is being sent. A connection that takes no more is the reader's to tell.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_isWriting || _waiting.Length == 0)
            {
                return;
            }

            _isWriting = true;
        }

        _ = WriteAsync();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TakeWaiting())
            {
                await stream.WriteAsync(_leaving.WrittenMemory);
                _leaving.Clear();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nothing more can be sent; the reader meets the same and says so.
            _leaving.Clear();
        }
    }

    private bool TakeWaiting()
    {
        lock (_gate)
        {
            (_waiting, _leaving) = (_leaving, _waiting);
            return _isWriting = _leaving.Length > 0;
        }
    }
}
