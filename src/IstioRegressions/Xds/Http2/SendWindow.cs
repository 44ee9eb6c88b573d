using Google.Protobuf;

namespace IstioRegressions.Xds.Http2;

/// <summary>The bytes that wait until the server has room for them: of the connection and of its one stream (RFC 9113, section 5.2).</summary>
internal sealed class SendWindow(Outbox outbox, int stream)
{
    private const int InitialSize = 65_535;
    private const int LongestFrame = 16_384;

    private readonly PooledBuffer _unsent = new();
    private long _ofConnection = InitialSize;
    private long _ofStream = InitialSize;
    private int _initial = InitialSize;

    /// <summary>Adds a message, with the five bytes that gRPC puts before it.</summary>
    public void Add(IMessage message)
    {
        var size = GrpcFrames.PrefixLength + message.CalculateSize();
        GrpcFrames.Write(message, _unsent.Reserve(size).Span[..size]);
        _unsent.Advance(size);
    }

    /// <summary>Gives the outbox what there is room for.</summary>
    public void Pump()
    {
        while (Math.Min(Math.Min(_ofConnection, _ofStream), Math.Min(_unsent.Length, LongestFrame)) is > 0 and var size)
        {
            outbox.Add(FrameType.Data, 0, stream, _unsent.Written[..(int)size]);
            _unsent.Remove((int)size);
            _ofConnection -= size;
            _ofStream -= size;
        }
    }

    /// <summary>The server has more room.</summary>
    /// <exception cref="FormatException">More than there can be, or none.</exception>
    public void Grow(int onStream, int by)
    {
        if (onStream == 0)
        {
            _ofConnection = Grown(_ofConnection, by);
        }
        else if (onStream == stream)
        {
            _ofStream = Grown(_ofStream, by);
        }

        Pump();
    }

    /// <summary>The server says how much room a stream begins with; ours may have less than none after it.</summary>
    /// <exception cref="FormatException">More than there can be.</exception>
    public void Begin(uint with)
    {
        if (with > int.MaxValue)
        {
            throw new FormatException($"an initial window of {with} bytes");
        }

        _ofStream += (int)with - _initial;
        _initial = (int)with;
        Pump();
    }

    /// <summary>Forgets what was not sent.</summary>
    public void Clear() => _unsent.Clear();

    private static long Grown(long window, int by) => by > 0 && window + by <= int.MaxValue
        ? window + by
        : throw new FormatException($"a window of {window} bytes grows by {by}");
}
