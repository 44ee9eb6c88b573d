using System.Buffers.Binary;
using System.Text;

namespace IstioRegressions.Xds.Http2;

/// <summary>What a call begins with, encoded without tables of our own.</summary>
internal static class RequestHeaders
{
    /// <summary>SETTINGS: no dynamic table, no pushed responses, and this much room on the stream in bytes.</summary>
    public static byte[] Settings(int window)
    {
        ReadOnlySpan<(ushort Name, int Value)> settings = [(1, 0), (2, 0), (4, window)];
        var bytes = new byte[settings.Length * 6];
        for (var i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 6), settings[i].Name);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan((i * 6) + 2), settings[i].Value);
        }

        return bytes;
    }

    /// <summary>The header block of a gRPC call (RFC 7541, sections 6.1 and 6.2.2).</summary>
    public static byte[] Of(Uri target)
    {
        const byte post = 0x83, http = 0x86, path = 0x04, authority = 0x01, newName = 0x00;
        byte[] contentType = [0x0f, 0x10];
        return
        [
            post, http, path, .. Text(target.AbsolutePath), authority, .. Text(target.Authority),
            .. contentType, .. Text("application/grpc"), newName, .. Text("te"), .. Text("trailers"),
        ];
    }

    private static byte[] Text(string text)
    {
        const int most = 0x7f;
        var bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < most)
        {
            return [(byte)bytes.Length, .. bytes];
        }

        var (length, rest) = (new List<byte> { most }, bytes.Length - most);
        for (; rest > most; rest >>= 7)
        {
            length.Add((byte)(rest | 0x80));
        }

        return [.. length, (byte)rest, .. bytes];
    }
}
