using System.Net;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>Ranges of addresses; those that are none match nothing here, and are refused where a listener is checked.</summary>
internal static class CidrRanges
{
    /// <summary>The length of the longest range that holds an address, from 0; -1 where none does.</summary>
    public static int Longest(IEnumerable<CidrRange> ranges, IPAddress address) =>
        ranges.Select(range => Parse(range) is { } network && network.Contains(address) ? network.PrefixLength : -1).DefaultIfEmpty(-1).Max();

    public static IPNetwork? Parse(CidrRange range) => Parse(range.AddressPrefix, range.PrefixLen ?? 0);

    /// <summary>Reads "address/length"; null where it is none.</summary>
    public static IPNetwork? Parse(string range) =>
        range.Split('/') is [var address, var length] && uint.TryParse(length, out var bits) ? Parse(address, bits) : null;

    // IPNetwork takes no address that has bits beyond the mask; Envoy does, and cuts them off.
    private static IPNetwork? Parse(string prefix, uint length)
    {
        if (!IPAddress.TryParse(prefix, out var address))
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        if (length > bytes.Length * 8)
        {
            return null;
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp((int)length - (8 * i), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }

        return new IPNetwork(new IPAddress(bytes), (int)length);
    }
}
