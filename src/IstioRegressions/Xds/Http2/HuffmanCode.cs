namespace IstioRegressions.Xds.Http2;

/// <summary>
/// The Huffman code of HPACK (RFC 7541, appendix B). It is canonical: codes of one length are in the order of their symbols,
/// so that the lengths say all.
/// </summary>
internal static class HuffmanCode
{
    private const int Shortest = 5;
    private const int Longest = 30;

    private static readonly byte[] Symbols = [.. Enumerable.Range(0, 256).OrderBy(s => Lengths[s]).Select(s => (byte)s)];
    private static readonly int[] Counts = [.. Enumerable.Range(0, Longest + 1).Select(length => Lengths.Count((byte)length))];

    private static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    ];

    /// <summary>The bytes of an encoded string.</summary>
    /// <exception cref="FormatException">It holds no symbol, or is filled up with anything but ones.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> encoded)
    {
        var decoded = new byte[encoded.Length * 8 / Shortest];
        var (count, code, length, first, index) = (0, 0, 0, 0, 0);
        for (var bit = 0; bit < encoded.Length * 8; bit++)
        {
            code = (code << 1) | ((encoded[bit / 8] >> (7 - (bit % 8))) & 1);
            first <<= 1;
            length++;
            if (length > Longest || (length == Longest && code - first >= Counts[length]))
            {
                throw new FormatException("a Huffman code has no symbol");
            }

            if (code - first < Counts[length])
            {
                decoded[count++] = Symbols[index + code - first];
                (code, length, first, index) = (0, 0, 0, 0);
            }
            else
            {
                index += Counts[length];
                first += Counts[length];
            }
        }

        return length < 8 && code == (1 << length) - 1
            ? decoded[..count]
            : throw new FormatException("a Huffman-coded string does not end with ones");
    }
}
