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
    private const int PrefixLength = 5;

    private readonly byte[] _prefix = new byte[PrefixLength];

    public static async Task WriteAsync(Stream stream, IMessage message, CancellationToken ct)
    {
        var length = message.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(PrefixLength + length);
        try
        {
            buffer[0] = 0;
            BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(1), length);
            message.WriteTo(buffer.AsSpan(PrefixLength, length));
            await stream.WriteAsync(buffer.AsMemory(0, PrefixLength + length), ct);
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
            PrefixLength => await ReadAsync(stream, Length(), parser, ct),
            _ => throw new XdsException($"{peer} broke off after {read} of the {PrefixLength} bytes before a message"),
        };
    }

    private int Length()
    {
        if (_prefix[0] != 0)
        {
            throw new XdsException($"{peer} sent a compressed message (flag {_prefix[0]}), though no compression was offered");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1));
        return length <= GrpcCall.MessageLimit
            ? (int)length
            : throw new XdsException($"{peer} announced a message of {length} bytes; the limit is {GrpcCall.MessageLimit}");
    }

    private async Task<T> ReadAsync<T>(Stream stream, int length, MessageParser<T> parser, CancellationToken ct)
        where T : class, IMessage<T>
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, ct);
            return read == length
                ? parser.ParseFrom(buffer.AsSpan(0, length))
                : throw new XdsException($"{peer} broke off after {read} of the {length} bytes of a message");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new XdsException($"{peer} sent {length} bytes that are no {typeof(T).Name}: {e.Message}", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
