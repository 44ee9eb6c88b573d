using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>
/// The messages of one call: each behind a byte that says whether it is compressed, and its length in four, big-endian
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
/// </summary>
internal sealed class GrpcStream(PipeReader reader, PipeWriter writer)
{
    private const int PrefixLength = 5;
    private const int LongestMessage = 4 * 1024 * 1024;

    /// <summary>The next message; null where the client ended the stream.</summary>
    /// <exception cref="GrpcStatusException">What came is no message.</exception>
    public async Task<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (TryTake(read.Buffer, out var message))
            {
                var parsed = Parse(parser, message);
                reader.AdvanceTo(message.End);
                return parsed;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return read.Buffer.IsEmpty ? null : throw new GrpcStatusException(GrpcStatusException.Internal, "the stream ends within a message");
            }
        }
    }

    /// <summary>Sends a message; completes when it is on its way to a client that reads.</summary>
    public async Task WriteAsync(IMessage message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var prefix = writer.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        writer.Advance(PrefixLength);
        message.WriteTo(writer);
        await writer.FlushAsync(cancellationToken);
    }

    private static bool TryTake(ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
        {
            throw new GrpcStatusException(GrpcStatusException.Unimplemented, "compressed messages are not supported");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > LongestMessage)
        {
            throw new GrpcStatusException(GrpcStatusException.ResourceExhausted, $"a message of {length} bytes came; {LongestMessage} are allowed");
        }

        if (buffer.Length < PrefixLength + length)
        {
            return false;
        }

        message = buffer.Slice(PrefixLength, length);
        return true;
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> message)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcStatusException(GrpcStatusException.Internal, $"a message does not parse: {e.Message}", e);
        }
    }
}
