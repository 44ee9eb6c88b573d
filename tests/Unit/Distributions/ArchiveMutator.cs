namespace IstioRegressions.Unit.Distributions;

/// <summary>Makes a wrong archive out of a right one; the same one for the same number.</summary>
internal static class ArchiveMutator
{
    private static readonly string[] Names =
    [
        "..", "../", "/", "", ".", "usr/../..", ".wh.", ".wh..wh..opq", ".wh.usr", "usr/local/bin/pilot-discovery", "/etc/passwd", "usr\0x", "\xff\xfe", "a/b/c/d/e/f",
    ];

    private static readonly string[] Numbers =
    [
        "77777777777", "00000000000", "-0000000001", "           ",
        "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "17777777777", "00000000001", "99999999999",
    ];

    public static byte[] Mutate(byte[] archive, Random random)
    {
        var bytes = (byte[])archive.Clone();
        for (var times = random.Next(1, 6); times > 0; times--)
        {
            bytes = Once(bytes, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        if (bytes.Length < 512)
        {
            return [.. bytes, .. new byte[512]];
        }

        var header = bytes.AsSpan(random.Next(bytes.Length / 512) * 512, 512).ToArray();
        var at = random.Next(bytes.Length / 512) * 512;
        switch (random.Next(10))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at + random.Next(512)] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at + 156] = (byte)"01234567LKxgSMVDNXAZ\0"[random.Next(21)];
                break;
            case 3:
                Write(bytes, at + (random.Next(2) * 157), 100, Names[random.Next(Names.Length)]);
                break;
            case 4:
                Write(bytes, at + 124, 12, Numbers[random.Next(Numbers.Length)]);
                break;
            case 5:
                Write(bytes, at + 257, 8, random.Next(3) switch { 0 => "ustar  \0", 1 => "ustar\0" + "00", _ => "\0\0\0\0\0\0\0\0" });
                break;
            case 6:
                return bytes[..random.Next(bytes.Length)];
            case 7:
                return [.. bytes[..at], .. header, .. bytes[at..]];
            case 8:
                return [.. bytes[..at], .. bytes[(at + 512)..]];
            default:
                random.NextBytes(bytes.AsSpan(at + random.Next(500), random.Next(1, 12)));
                break;
        }

        return bytes;
    }

    private static void Write(byte[] bytes, int at, int length, string text)
    {
        bytes.AsSpan(at, length).Clear();
        for (var i = 0; i < Math.Min(length, text.Length); i++)
        {
            bytes[at + i] = (byte)text[i];
        }
    }
}
