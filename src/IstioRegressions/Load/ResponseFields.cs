using System.Text;

namespace IstioRegressions.Load;

/// <summary>
/// Where the fields of a DiscoveryResponse are in its bytes, found without reading its resources: most of what thousands of
/// observers are sent is equal, and parsing it anew would be most of their work.
/// </summary>
internal readonly ref struct ResponseFields
{
    private const int LengthDelimited = 2;

    private readonly ReadOnlySpan<byte> _version;
    private readonly ReadOnlySpan<byte> _typeUrl;
    private readonly ReadOnlySpan<byte> _nonce;

    private ResponseFields(ReadOnlySpan<byte> version, ReadOnlySpan<byte> resources, ReadOnlySpan<byte> typeUrl, ReadOnlySpan<byte> nonce)
    {
        _version = version;
        Resources = resources;
        _typeUrl = typeUrl;
        _nonce = nonce;
    }

    /// <summary>All resources, as they stand one behind the other.</summary>
    public ReadOnlySpan<byte> Resources { get; }

    public string Version => Encoding.UTF8.GetString(_version);

    public string TypeUrl => Encoding.UTF8.GetString(_typeUrl);

    public string Nonce => Encoding.UTF8.GetString(_nonce);

    /// <summary>Finds them; false where they do not stand as servers write them, in their order.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, out ResponseFields fields)
    {
        const int version = 1, resources = 2, typeUrl = 4, nonce = 5;
        ReadOnlySpan<byte> foundVersion = default, foundType = default, foundNonce = default;
        var (first, end, at, last) = (0, 0, 0, 0);
        fields = default;
        while (at < message.Length)
        {
            var start = at;
            if (!TryVarint(message, ref at, out var tag) || tag % 8 != LengthDelimited || tag / 8 < last
                || !TryVarint(message, ref at, out var length) || length > message.Length - at)
            {
                return false;
            }

            last = tag / 8;
            var value = message.Slice(at, length);
            at += length;
            switch (last)
            {
                case version:
                    foundVersion = value;
                    break;
                case resources:
                    (first, end) = (end == 0 ? start : first, at);
                    break;
                case typeUrl:
                    foundType = value;
                    break;
                case nonce:
                    foundNonce = value;
                    break;
            }
        }

        fields = new ResponseFields(foundVersion, message[first..end], foundType, foundNonce);
        return true;
    }

    private static bool TryVarint(ReadOnlySpan<byte> message, ref int at, out int value)
    {
        const int longest = 28;
        value = 0;
        for (var shift = 0; shift < longest && at < message.Length; shift += 7)
        {
            var next = message[at++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
