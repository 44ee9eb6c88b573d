using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace IstioRegressions.Xds;

/// <summary>
/// Messages on a stream of bytes, each behind a byte that says whether it is compressed and four that say how long it is
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
/// </summary>
/// <param name="peer">Who sends, for the errors.</param>
internal sealed class GrpcFrames(Uri peer)
{
    /// <summary>How many bytes stand before a message.</summary>
    public const int PrefixLength = 5;

    private readonly byte[] _prefix = new byte[PrefixLength];

    /// <summary>Writes a message and what stands before it; the buffer is as long as both.</summary>
    public static void Write(IMessage message, Span<byte> buffer)
    {
        buffer[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(buffer[1..], buffer.Length - PrefixLength);
        message.WriteTo(buffer[PrefixLength..]);
    }

    /// <summary>How long the message behind a prefix is.</summary>
    /// <exception cref="XdsException">It is compressed, or too long to be one.</exception>
    public static int Length(ReadOnlySpan<byte> prefix, Uri peer)
    {
        if (prefix[0] != 0)
        {
            throw new XdsException($"{peer} sent a compressed message (flag {prefix[0]}), though no compression was offered");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= GrpcCall.MessageLimit
            ? (int)length
            : throw new XdsException($"{peer} announced a message of {length} bytes; the limit is {GrpcCall.MessageLimit}");
    }

    /// <exception cref="XdsException">The bytes are no such message.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> message, MessageReader<T> read, Uri peer)
    {
        try
        {
            return read(message);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new XdsException($"{peer} sent {message.Length} bytes that are no {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>The error of a stream that ends before a message, within the bytes that say how long it is.</summary>
    public static XdsException BrokeOff(Uri peer, int read) => new($"{peer} broke off after {read} of the {PrefixLength} bytes before a message");

    /// <summary>The error of a stream that ends within a message.</summary>
    public static XdsException BrokeOff(Uri peer, int read, int length) => new($"{peer} broke off after {read} of the {length} bytes of a message");

    public static async Task WriteAsync(Stream stream, IMessage message, CancellationToken ct)
    {
        var size = PrefixLength + message.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Write(message, buffer.AsSpan(0, size));
            await stream.WriteAsync(buffer.AsMemory(0, size), ct);
            await stream.FlushAsync(ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads one message; null at the end of the stream.</summary>
    /// <exception cref="XdsException">What comes is no message.</exception>
    public async Task<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, CancellationToken ct)
        where T : class, IMessage<T>
    {
        var read = await stream.ReadAtLeastAsync(_prefix, PrefixLength, throwOnEndOfStream: false, ct);
        return read switch
        {
            0 => null,
            PrefixLength => await ReadAsync(stream, Length(_prefix, peer), parser, ct),
            _ => throw BrokeOff(peer, read),
        };
    }

    private async Task<T> ReadAsync<T>(Stream stream, int length, MessageParser<T> parser, CancellationToken ct)
        where T : class, IMessage<T>
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, ct);
            return read == length
                ? Parse(buffer.AsSpan(0, length), parser.ParseFrom, peer)
                : throw BrokeOff(peer, read, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
