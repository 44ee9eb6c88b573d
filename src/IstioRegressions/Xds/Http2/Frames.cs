using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace IstioRegressions.Xds.Http2;

/// <summary>The frames of a connection with one call: what comes is read out of a buffer, what goes is put into an outbox.</summary>
/// <param name="target">Whom errors name.</param>
/// <param name="outbox">Where to write.</param>
/// <param name="input">What was received and not yet read.</param>
internal sealed class Frames(Uri target, Outbox outbox, PooledBuffer input)
{
    private const int TheStream = 1;
    private const int LongestPayload = 16_384;
    private const int LongestHeaderBlock = 64 * 1024;
    private const int InitialWindow = 65_535;

    /// <summary>What the server may send before we have read it, in bytes: the CDS of a thousand clusters at once.</summary>
    private const int Window = 1024 * 1024;

    private readonly SendWindow _window = new(outbox, TheStream);
    private readonly ResponseHeaders _headers = new();
    private readonly GrpcMessages _messages = new(target);
    private PooledBuffer? _headerBlock;
    private bool _isGreeted;
    private bool _endsStream;
    private bool _hasEnded;
    private int _data;
    private int _padding;
    private int _unacknowledged;

    /// <summary>What the server said when it announced that it would close; nothing where it did not.</summary>
    public string Farewell { get; private set; } = "";

    /// <summary>Begins the connection and the call.</summary>
    public void Open()
    {
        outbox.Add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        outbox.Add(FrameType.Settings, 0, 0, RequestHeaders.Settings(Window));
        outbox.Add(FrameType.WindowUpdate, 0, Window - InitialWindow);
        outbox.Add(FrameType.Headers, FrameHeader.EndHeaders, TheStream, RequestHeaders.Of(target));
    }

    /// <summary>Sends messages.</summary>
    public void Send(IEnumerable<IMessage> messages)
    {
        foreach (var message in messages)
        {
            _window.Add(message);
        }

        _window.Pump();
        outbox.Flush();
    }

    /// <summary>Reads until there is a message or the call has ended; false where more has to come first.</summary>
    /// <exception cref="XdsException">What comes is not HTTP/2 with gRPC in it, or the server gave the call up.</exception>
    public bool Advance()
    {
        try
        {
            while (!_messages.IsComplete && !_hasEnded)
            {
                if (!AdvanceData() && !AdvanceFrame())
                {
                    outbox.Flush();
                    return false;
                }
            }

            outbox.Flush();
            return true;
        }
        catch (FormatException e)
        {
            throw new XdsException($"{target} does not keep to HTTP/2: {e.Message}", e);
        }
    }

    /// <summary>The message that has come; null where the call has ended well instead.</summary>
    /// <exception cref="XdsException">It is no such message, or the call has ended with an error.</exception>
    public T? TakeMessage<T>(MessageReader<T> read)
        where T : class
    {
        if (_messages.IsComplete)
        {
            return _messages.Take(read);
        }

        _messages.End();
        return _headers.EndProblem() is { } problem ? throw new XdsException($"{target} ended the call {problem}") : null;
    }

    /// <summary>Tells the server that the call is given up.</summary>
    public void Abandon()
    {
        if (!_hasEnded)
        {
            const int cancel = 8;
            outbox.Add(FrameType.Reset, TheStream, cancel);
            outbox.Flush();
        }

        _messages.Clear();
        _window.Clear();
        _headerBlock?.Clear();
    }

    /// <summary>Reads on in the data of the last frame; false where there is none to read.</summary>
    private bool AdvanceData()
    {
        if (_data > 0 && input.Length > 0)
        {
            var read = _messages.Add(input.Written[..Math.Min(_data, input.Length)]);
            input.Remove(read);
            _data -= read;
        }
        else if (_data == 0 && _padding > 0 && input.Length > 0)
        {
            var skipped = Math.Min(_padding, input.Length);
            input.Remove(skipped);
            _padding -= skipped;
        }
        else if (_data > 0 || _padding > 0)
        {
            return false;
        }
        else if (_endsStream && _headerBlock is null)
        {
            _hasEnded = true;
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Reads the next frame; of DATA only what stands before its data. False where it has not come whole.</summary>
    private bool AdvanceFrame()
    {
        if (_data > 0 || _padding > 0 || input.Length < FrameHeader.Size)
        {
            return false;
        }

        var frame = FrameHeader.Read(input.Written);
        if (!_isGreeted && frame is not { Type: FrameType.Settings, Stream: 0, Flags: 0 })
        {
            throw new FormatException($"it began with '{Encoding.Latin1.GetString(input.Written[..FrameHeader.Size])}'; is this the port of plaintext xDS?");
        }

        if (frame.Length > LongestPayload)
        {
            throw new FormatException($"a frame of {frame.Length} bytes, over the limit of {LongestPayload}");
        }

        if (_headerBlock is not null && frame is not { Type: FrameType.Continuation, Stream: TheStream })
        {
            throw new FormatException($"a {frame.Type} frame within a header block");
        }

        var whole = frame.Type == FrameType.Data ? Math.Min(frame.Length, frame.Has(FrameHeader.Padded) ? 1 : 0) : frame.Length;
        if (input.Length < FrameHeader.Size + whole)
        {
            return false;
        }

        _isGreeted = true;
        Take(frame, input.Written.Slice(FrameHeader.Size, whole));
        input.Remove(FrameHeader.Size + whole);
        return true;
    }

    private void Take(FrameHeader frame, ReadOnlySpan<byte> payload)
    {
        switch (frame.Type)
        {
            case FrameType.Data:
                OnStream(frame);
                TakeData(frame, payload);
                break;
            case FrameType.Headers:
                OnStream(frame);
                _endsStream = frame.Has(FrameHeader.EndStream);
                TakeHeaderBlock(frame, frame.WithoutPadding(payload));
                break;
            case FrameType.Continuation:
                TakeHeaderBlock(frame, payload);
                break;
            case FrameType.Reset:
                throw new XdsException($"{target} broke the stream: the server reset the stream with {ErrorCode.Print(First(payload))}{Farewell}");
            case FrameType.Settings when !frame.Has(FrameHeader.Ack):
                TakeSettings(payload);
                break;
            case FrameType.Ping when !frame.Has(FrameHeader.Ack):
                const int size = 8;
                outbox.Add(FrameType.Ping, FrameHeader.Ack, 0, payload.Length == size ? payload : throw frame.Wrong());
                break;
            case FrameType.GoAway:
                Farewell = $", after it had said GOAWAY with {ErrorCode.Print(First(payload[Math.Min(4, payload.Length)..]))}";
                if (First(payload) < TheStream)
                {
                    throw new XdsException($"{target} broke the stream: the server did not take the call{Farewell}");
                }

                break;
            case FrameType.WindowUpdate:
                _window.Grow(frame.Stream, (int)(First(payload) & int.MaxValue));
                break;
            case FrameType.PushPromise:
                throw frame.Wrong();
        }
    }

    private void TakeData(FrameHeader frame, ReadOnlySpan<byte> padLength)
    {
        if (!_headers.HasBegun)
        {
            throw new FormatException("data before the headers");
        }

        _padding = padLength.IsEmpty ? 0 : padLength[0];
        _data = frame.Length - padLength.Length - _padding;
        _endsStream = frame.Has(FrameHeader.EndStream);
        if (_data < 0 || (frame.Has(FrameHeader.Padded) && padLength.IsEmpty))
        {
            throw frame.Wrong();
        }

        // Half of it read, the server is given it again, so that it need not stop in between.
        _unacknowledged += frame.Length;
        if (_unacknowledged >= Window / 2)
        {
            outbox.Add(FrameType.WindowUpdate, 0, _unacknowledged);
            outbox.Add(FrameType.WindowUpdate, TheStream, _unacknowledged);
            _unacknowledged = 0;
        }
    }

    private void TakeHeaderBlock(FrameHeader frame, ReadOnlySpan<byte> fragment)
    {
        if (frame.Type == FrameType.Continuation && _headerBlock is null)
        {
            throw new FormatException("a continuation of no header block");
        }

        _headerBlock ??= new PooledBuffer();
        _headerBlock.Add(fragment);
        if (_headerBlock.Length > LongestHeaderBlock)
        {
            throw new FormatException($"a header block of {_headerBlock.Length} bytes, over the limit of {LongestHeaderBlock}");
        }

        if (!frame.Has(FrameHeader.EndHeaders))
        {
            return;
        }

        if (_headers.HasBegun && !_endsStream)
        {
            throw new FormatException("trailers that do not end the stream");
        }

        var problem = _headers.Take(_headerBlock.Written);
        _headerBlock.Clear();
        _headerBlock = null;
        if (problem is not null)
        {
            throw new XdsException($"{target} {problem}");
        }
    }

    private void TakeSettings(ReadOnlySpan<byte> payload)
    {
        const int size = 6;
        const int initialWindow = 4;
        for (; payload.Length >= size; payload = payload[size..])
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(payload) == initialWindow)
            {
                _window.Begin(First(payload[2..]));
            }
        }

        outbox.Add(FrameType.Settings, FrameHeader.Ack, 0, payload.IsEmpty ? [] : throw new FormatException("settings that are cut off"));
    }

    private static void OnStream(FrameHeader frame)
    {
        if (frame.Stream != TheStream)
        {
            throw frame.Wrong();
        }
    }

    private static uint First(ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.TryReadUInt32BigEndian(payload, out var value) ? value : throw new FormatException("a frame that is cut off");
}
