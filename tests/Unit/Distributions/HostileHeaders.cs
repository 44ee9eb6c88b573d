using IstioRegressions.Distributions;
using static IstioRegressions.Unit.Distributions.HostileArchive;
using static IstioRegressions.Unit.Distributions.TarBytes;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Headers whose sizes, records and order lie.</summary>
internal static class HostileHeaders
{
    private const string Pilot = "usr/local/bin/pilot-discovery";
    private const string Unreadable = "*is not readable*";
    private const string Sparse = "*sparse file*";

    public static IEnumerable<HostileArchive> All { get; } =
    [
        Refused("a size below zero", Unreadable, new TarBytes().Add(Pilot, Regular, size: Binary(-512))),
        Refused("the least size there is", Unreadable, new TarBytes().Add(Pilot, Regular, size: Binary(long.MinValue))),
        Refused("the greatest size there is", Unreadable, new TarBytes().Add(Pilot, Regular, size: Binary(long.MaxValue))),
        Refused("a size that overflows when it is rounded up", Unreadable, new TarBytes().Add(Pilot, Regular, size: Binary(long.MaxValue - 100))),
        Refused("a size of more than 64 bits", Unreadable, new TarBytes().Add(Pilot, Regular, size: "\x80\x7f" + new string('\xff', 10))),
        Refused("a size of 8 GiB without data", Unreadable, new TarBytes().Add(Pilot, Regular, size: "77777777777")),
        Refused("a size that is not octal", Unreadable, new TarBytes().Add(Pilot, Regular, "x", size: "99999999999")),
        Refused("a size with a sign", Unreadable, new TarBytes().Add(Pilot, Regular, "x", size: "-0000000001")),
        Refused("a size in words", Unreadable, new TarBytes().Add(Pilot, Regular, "x", size: "enormous!!!!")),
        Refused("a pax size below zero", Unreadable, new TarBytes().Extended(("size", "-1")).Add(Pilot, Regular, "x")),
        Refused("a pax size of 64 bits", Unreadable, new TarBytes().Extended(("size", "9223372036854775807")).Add(Pilot, Regular, "x")),
        Refused("a pax size of more than 64 bits", Unreadable, new TarBytes().Extended(("size", "99999999999999999999")).Add(Pilot, Regular, "x")),
        Refused("the pilot is larger than is allowed", "*has 9 bytes; 8 are allowed*", WithPilot()) with { Limits = new ImageLimits { FileBytes = 8 } },
        Refused("a pax header that announces 2 GiB", Unreadable, WithPilot().Add("x", Pax, size: "17777777777")),
        Refused("a pax header that announces 1 GiB", Unreadable, WithPilot().Add("x", Pax, size: "10000000000")),
        Refused("a pax header of more than 1 MiB", Unreadable, WithPilot().Extended(("comment", new string('c', 1_100_000))).Pilot()),
        Refused("a GNU long name that announces 2 GiB", Unreadable, WithPilot().Long(LongName, "x", size: "17777777777")),
        Refused("a GNU long name of more than 1 MiB", Unreadable, WithPilot().Long(LongName, new string('a', 1_100_000)).Pilot()),
        Refused("a GNU long link of more than 1 MiB", Unreadable, WithPilot().Long(LongLink, new string('a', 1_100_000)).Add("l", Symlink)),
        Refused("a pax header below zero", Unreadable, WithPilot().Add("x", Pax, size: Binary(-1))),
        Refused("a pax record longer than its header", Unreadable, WithPilot().Add("x", Pax, "999 path=pwned\n").Add("y", Regular)),
        Refused("a pax record whose length is no number", Unreadable, WithPilot().Add("x", Pax, "zz path=pwned\n").Add("y", Regular)),
        Refused("a pax record without an end", Unreadable, WithPilot().Add("x", Pax, "13 path=pwned").Add("y", Regular)),
        Refused("a pax record without a value", Unreadable, WithPilot().Add("x", Pax, "8 paths\n").Add("y", Regular)),
        Refused("a pax record of length zero", Unreadable, WithPilot().Add("x", Pax, "0 path=x\n").Add("y", Regular)),
        Refused("two pax headers for one file", Unreadable, WithPilot().Extended(("path", "a")).Extended(("path", "b")).Add("y", Regular)),
        Refused("a header of noise", Unreadable, WithPilot().Raw([.. Enumerable.Repeat((byte)0xAA, 512)])),
        Refused("text in place of an archive", Unreadable, new TarBytes().Raw([.. Enumerable.Repeat((byte)'<', 2048)])),
        Refused("an owner beyond all bounds", Unreadable, WithPilot("x").Extended(("uid", "4294967295")).Add(Pilot, Regular, "the pilot")),
        Refused("nothing at all", "*has no /usr/local/bin/pilot-discovery*", new TarBytes()),
        Refused("more entries than are allowed", "*more than 4 entries*", WithPilot().Add("x", Regular)) with { Limits = new ImageLimits { Entries = 4 } },
        Refused(
            "more directories than are allowed", "*more than 50 files and directories*",
            WithPilot().Add(string.Concat(Enumerable.Repeat("d/", 49)), Regular)) with { Limits = new ImageLimits { Entries = 50 } },
        Refused("the pilot is sparse in GNU's way", Unreadable, new TarBytes().Add(Pilot, 'S', "the pilot", change: h => Put(h, 257, 8, "ustar  \0"))),
        Refused("the pilot is sparse in GNU's way, and the archive not GNU's", Unreadable, new TarBytes().Add(Pilot, 'S', "the pilot")),
        Refused(
            "the pilot is sparse in pax's way", Sparse,
            new TarBytes().Extended(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "99999999999")).Add(Pilot, Regular, "1\n0\n")),
        Harmless("a sparse file beside the pilot", WithPilot().Extended(("GNU.sparse.realsize", "9223372036854775807")).Add("x", Regular, "1\n")),
        Harmless("the pilot comes twice, and the second counts", WithPilot("the first").Pilot()),
        Harmless("a global pax header that names the files to come", new TarBytes().Add("g", 'g', "18 path=../../pwn\n").Pilot()),
        Harmless("a type that nobody knows", WithPilot().Add("x", 'Z', "data").Pilot()),
        Harmless("a file in the oldest way to write one", new TarBytes().Add(Pilot, '\0', "the pilot")),
        Harmless("a file in one piece", new TarBytes().Add(Pilot, '7', "the pilot")),
        Harmless("a long name over a short one", new TarBytes().Long(LongName, Pilot).Add("../../pwned", Regular, "the pilot")),
        Harmless("a pax path over a ustar name", new TarBytes().Extended(("path", Pilot)).Add("../../pwned", Regular, "the pilot")),
        Harmless("a pax header for nothing", WithPilot().Extended(("path", "a"))),
        Harmless("a wrong checksum", WithPilot().Raw(Broken(h => h[148] = (byte)'7'))),
        Harmless("a time beyond all bounds", WithPilot("x").Extended(("mtime", "99999999999.5")).Add(Pilot, Regular, "the pilot")),
        Harmless("set-user-id, sticky, and world-writable", WithPilot("x").Add(Pilot, Regular, "the pilot", change: h => Put(h, 100, 8, "0007777"))),
    ];

    private static string Binary(long size) => string.Concat(
        Enumerable.Repeat(size < 0 ? '\xff' : '\x80', 1).Concat(Enumerable.Repeat(size < 0 ? '\xff' : '\0', 3))
            .Concat(BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(size)).Select(b => (char)b)));

    private static byte[] Broken(Action<byte[]> change)
    {
        var header = new TarBytes().Add("x", Regular).Unended();
        change(header);
        return header;
    }
}
