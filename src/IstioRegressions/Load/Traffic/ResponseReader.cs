using System.Buffers.Text;
using System.Text;

namespace IstioRegressions.Load.Traffic;

/// <summary>
/// Finds the end of an answer, or of the body of any message, in the pieces that it comes in, and keeps nothing of it but
/// what is counted (RFC 9112, sections 4 to 7).
/// </summary>
internal sealed class ResponseReader
{
    private const int LargestHead = 64 * 1024;

    private byte[] _held = [];
    private Phase _phase;
    private long _left;

    private enum Phase
    {
        Head,
        Sized,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailers,
        UntilClose,
        Complete,
    }

    /// <summary>The status; 0 before it has come.</summary>
    public int Status { get; private set; }

    /// <summary>How many bytes of the body have come.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether another request may follow on the connection.</summary>
    public bool StaysOpen { get; private set; }

    /// <summary>Whether the whole answer has come.</summary>
    public bool IsComplete => _phase == Phase.Complete;

    /// <summary>Begins with the next answer.</summary>
    public void Reset() => (_phase, Status, Bytes, _left, StaysOpen, _held) = (Phase.Head, 0, 0, 0, true, []);

    /// <summary>Begins with the body of a message whose head was read elsewhere.</summary>
    /// <param name="length">Its length; null where the head has none.</param>
    /// <param name="isChunked">Whether it comes in chunks.</param>
    /// <param name="untilClose">Whether one without either ends with the connection; otherwise there is none.</param>
    public void BeginBody(long? length, bool isChunked, bool untilClose)
    {
        Reset();
        (_phase, _left) = (isChunked, length) switch
        {
            (true, _) => (Phase.ChunkSize, 0),
            (_, > 0 and var sized) => (Phase.Sized, sized),
            (_, null) when untilClose => (Phase.UntilClose, 0),
            _ => (Phase.Complete, 0L),
        };
    }

    /// <summary>Whether the answer is whole when the connection ends here.</summary>
    public bool EndsHere() => _phase is Phase.UntilClose or Phase.Complete;

    /// <summary>Takes what has come.</summary>
    /// <returns>How much of it belongs to this message.</returns>
    /// <exception cref="FormatException">It is no HTTP/1.1.</exception>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var all = bytes.Length;
        while (!bytes.IsEmpty && _phase != Phase.Complete)
        {
            bytes = _phase switch
            {
                Phase.Sized => Body(bytes, Phase.Complete),
                Phase.Chunk => Body(bytes, Phase.ChunkEnd),
                Phase.UntilClose => Rest(bytes),
                _ => Lines(bytes),
            };
        }

        // What nobody asked for: the connection cannot be told apart from one that is out of step.
        StaysOpen &= bytes.IsEmpty;
        return all - bytes.Length;
    }

    private ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        return [];
    }

    private ReadOnlySpan<byte> Body(ReadOnlySpan<byte> bytes, Phase then)
    {
        var taken = (int)Math.Min(bytes.Length, _left);
        (Bytes, _left) = (Bytes + taken, _left - taken);
        _phase = _left == 0 ? then : _phase;
        return bytes[taken..];
    }

    /// <summary>Takes a head, or a line between chunks, and holds what there is of one that is not whole.</summary>
    private ReadOnlySpan<byte> Lines(ReadOnlySpan<byte> bytes)
    {
        var held = _held.Length;
        var all = held == 0 ? bytes : (ReadOnlySpan<byte>)(byte[])[.. _held, .. bytes];
        var end = _phase == Phase.Head ? all.IndexOf("\r\n\r\n"u8) : all.IndexOf("\r\n"u8);
        if (end < 0)
        {
            _held = all.Length <= LargestHead ? all.ToArray() : throw new FormatException($"a head of more than {LargestHead} bytes");
            return [];
        }

        _held = [];
        switch (_phase)
        {
            case Phase.Head:
                Head(all[..(end + 2)]);
                end += 2;
                break;
            case Phase.ChunkSize:
                _left = Utf8Parser.TryParse(all[..end], out long size, out _, 'x') && size >= 0 ? size : throw new FormatException("a chunk without a size");
                _phase = size == 0 ? Phase.Trailers : Phase.Chunk;
                break;
            case Phase.ChunkEnd:
                _phase = end == 0 ? Phase.ChunkSize : throw new FormatException("a chunk longer than its size");
                break;
            default:
                _phase = end == 0 ? Phase.Complete : Phase.Trailers;
                break;
        }

        return all[(end + 2)..];
    }

    private void Head(ReadOnlySpan<byte> head)
    {
        // HTTP/1.x SSS
        if (head.Length < 12 || !head.StartsWith("HTTP/1."u8) || !Utf8Parser.TryParse(head.Slice(9, 3), out int status, out var digits) || digits != 3 || status < 100)
        {
            throw new FormatException($"no HTTP/1.1: {Encoding.Latin1.GetString(head[..Math.Min(head.Length, 40)])}");
        }

        if (status is >= 100 and < 200 and not 101)
        {
            return; // an interim answer: the head of the final one follows
        }

        Status = status;
        StaysOpen = head[7] == '1';
        long? length = null;
        var chunked = false;
        for (var rest = head[(head.IndexOf((byte)'\n') + 1)..]; !rest.IsEmpty;)
        {
            var end = rest.IndexOf("\r\n"u8);
            var line = rest[..end];
            rest = rest[(end + 2)..];
            if (ValueOf(line, "content-length:"u8) is { IsEmpty: false } size)
            {
                length = Utf8Parser.TryParse(size, out long parsed, out _) && parsed >= 0 ? parsed : throw new FormatException("a Content-Length that is no number");
            }
            else if (ValueOf(line, "transfer-encoding:"u8) is { IsEmpty: false })
            {
                chunked = true;
            }
            else if (ValueOf(line, "connection:"u8) is { IsEmpty: false } connection)
            {
                StaysOpen = !Ascii.EqualsIgnoreCase(connection, "close"u8) && (StaysOpen || Ascii.EqualsIgnoreCase(connection, "keep-alive"u8));
            }
        }

        (_phase, _left) = (status, chunked, length) switch
        {
            (204 or 304, _, _) or (_, false, 0) => (Phase.Complete, 0),
            (_, true, _) => (Phase.ChunkSize, 0),
            (_, _, { } sized) => (Phase.Sized, sized),
            _ => (Phase.UntilClose, 0),
        };
        StaysOpen &= _phase != Phase.UntilClose;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && (line[0] | 0x20) == name[0] && Ascii.EqualsIgnoreCase(line[..name.Length], name) ? line[name.Length..].Trim((byte)' ') : [];
}
