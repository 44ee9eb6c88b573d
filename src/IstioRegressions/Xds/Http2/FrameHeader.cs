using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IstioRegressions.Xds.Http2;

/// <summary>The nine bytes before a frame's payload (RFC 9113, section 4.1).</summary>
/// <param name="Length">The length of the payload in bytes.</param>
/// <param name="Type">What it is.</param>
/// <param name="Flags">What the type makes of them.</param>
/// <param name="Stream">The stream it belongs to; 0 for the connection.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FrameHeader(int Length, FrameType Type, byte Flags, int Stream)
{
    public const int Size = 9;

    /// <summary>END_STREAM of DATA and HEADERS, ACK of SETTINGS and PING.</summary>
    public const byte EndStream = 0x1, Ack = 0x1;

    public const byte EndHeaders = 0x4, Padded = 0x8, Prioritized = 0x20;

    public static FrameHeader Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | (bytes[1] << 8) | bytes[2],
        (FrameType)bytes[3],
        bytes[4],
        BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue);

    public bool Has(byte flag) => (Flags & flag) != 0;

    /// <summary>What a frame of HEADERS holds besides padding and priority.</summary>
    /// <exception cref="FormatException">There is more padding than payload.</exception>
    public ReadOnlySpan<byte> WithoutPadding(ReadOnlySpan<byte> payload)
    {
        const int priority = 5;
        var padding = !Has(Padded) ? 0 : payload.IsEmpty ? throw Wrong() : payload[0];
        var start = (Has(Padded) ? 1 : 0) + (Has(Prioritized) ? priority : 0);
        return start + padding <= payload.Length ? payload[start..^padding] : throw Wrong();
    }

    /// <summary>The error of a frame that cannot stand where it does.</summary>
    public FormatException Wrong() => new($"a {Type} frame of {Length} bytes with flags {Flags} on stream {Stream}");

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes, Length << 8);
        (bytes[3], bytes[4]) = ((byte)Type, Flags);
        BinaryPrimitives.WriteInt32BigEndian(bytes[5..], Stream);
    }
}
