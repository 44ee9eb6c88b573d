using System.Text;

namespace IstioRegressions.Xds.Http2;

/// <summary>
/// Reads the header blocks of one connection, in their order (RFC 7541). We ask servers to keep no dynamic table; older
/// versions of grpc-go keep one nevertheless.
/// </summary>
internal sealed class HpackDecoder
{
    private const int DefaultTableSize = 4096;
    private const int EntryOverhead = 32;

    private List<(string Name, string Value)>? _dynamic;
    private int _size;
    private int _limit = DefaultTableSize;

    /// <summary>The fields of a block.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public List<(string Name, string Value)> Decode(ReadOnlySpan<byte> block)
    {
        List<(string, string)> fields = [];
        while (!block.IsEmpty)
        {
            switch (block[0])
            {
                case >= 0x80:
                    fields.Add(Field(Integer(ref block, 7)));
                    break;
                case >= 0x40:
                    var added = Literal(ref block, 6);
                    fields.Add(added);
                    Add(added);
                    break;
                case >= 0x20:
                    Resize(Integer(ref block, 5));
                    break;
                default:
                    fields.Add(Literal(ref block, 4));
                    break;
            }
        }

        return fields;
    }

    private (string Name, string Value) Literal(ref ReadOnlySpan<byte> block, int prefix)
    {
        var index = Integer(ref block, prefix);
        var name = index == 0 ? Text(ref block) : Field(index).Name;
        return (name, Text(ref block));
    }

    private (string Name, string Value) Field(int index)
    {
        var dynamic = index - HpackStaticTable.Count - 1;
        return index is 0 || dynamic >= (_dynamic?.Count ?? 0) ? throw new FormatException($"header field {index} is in no table")
            : dynamic < 0 ? HpackStaticTable.Get(index)
            : _dynamic![dynamic];
    }

    private void Add((string Name, string Value) field)
    {
        var size = SizeOf(field);
        Shrink(_limit - size);
        if (size <= _limit)
        {
            (_dynamic ??= []).Insert(0, field);
            _size += size;
        }
    }

    private void Resize(int limit)
    {
        if (limit > DefaultTableSize)
        {
            throw new FormatException($"a dynamic table of {limit} bytes was not offered");
        }

        _limit = limit;
        Shrink(limit);
    }

    private void Shrink(int limit)
    {
        while (_size > limit && _dynamic is { Count: > 0 })
        {
            _size -= SizeOf(_dynamic[^1]);
            _dynamic.RemoveAt(_dynamic.Count - 1);
        }
    }

    private static int SizeOf((string Name, string Value) field) => field.Name.Length + field.Value.Length + EntryOverhead;

    private static int Integer(ref ReadOnlySpan<byte> block, int prefix)
    {
        const int longest = 28;
        var most = (1 << prefix) - 1;
        var value = Next(ref block) & most;
        if (value < most)
        {
            return value;
        }

        for (var shift = 0; shift < longest; shift += 7)
        {
            var next = Next(ref block);
            value += (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("a number is too long");
    }

    private static string Text(ref ReadOnlySpan<byte> block)
    {
        var isCoded = !block.IsEmpty && block[0] >= 0x80;
        var length = Integer(ref block, 7);
        if (length > block.Length)
        {
            throw new FormatException($"a string of {length} bytes is cut off after {block.Length}");
        }

        var bytes = block[..length];
        block = block[length..];
        return Encoding.Latin1.GetString(isCoded ? HuffmanCode.Decode(bytes) : bytes);
    }

    private static byte Next(ref ReadOnlySpan<byte> block)
    {
        var next = block.IsEmpty ? throw new FormatException("a header block is cut off") : block[0];
        block = block[1..];
        return next;
    }
}
