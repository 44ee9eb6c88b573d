using System.Globalization;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Envoy's addresses.</summary>
internal static class Addresses
{
    /// <summary>A socket address; a pipe where the port is 0, for then the address is a path.</summary>
    public static Address Of(string address, int port) => port == 0
        ? new Address { Pipe = new Pipe { Path = address } }
        : new Address { SocketAddress = new SocketAddress { Address = address, PortValue = (uint)port } };

    /// <summary>ADDRESS/BITS, or a block of one address.</summary>
    public static CidrRange Block(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new CidrRange { AddressPrefix = text, PrefixLen = text.Contains(':') ? 128u : 32u }
            : new CidrRange { AddressPrefix = text[..slash], PrefixLen = uint.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture) };
    }
}
