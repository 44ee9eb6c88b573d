using IstioRegressions.Distributions;
using static IstioRegressions.Unit.Distributions.HostileArchive;
using static IstioRegressions.Unit.Distributions.TarBytes;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Archives that end wrongly, compression that lies, and whiteouts that reach too far.</summary>
internal static class HostileStructures
{
    private const string Pilot = "usr/local/bin/pilot-discovery";
    private const string Missing = "*has no /usr/local/bin/pilot-discovery*";
    private const string Unreadable = "*is not readable*";
    private const string NotNamed = "*the image's configuration says*";

    private static readonly byte[] Tar = WithPilot().ToArray();
    private static readonly byte[] Half = Tar[..(Tar.Length / 2)];
    private static readonly byte[] Other = new TarBytes().Add("x", Regular).ToArray();
    private static readonly byte[] EmptyMember = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Zipped = TestLayer.Compress(Tar);

    public static IEnumerable<HostileArchive> Ends { get; } =
    [
        new("cut inside a file", null, Unreadable, TestLayer.Plain(new TarBytes().Add(Pilot, Regular, new string('x', 2000)).Unended()[..1000])),
        new("cut inside a header", null, Unreadable, TestLayer.Plain(WithPilot().Add("x", Regular).Unended()[..^100])),
        new("without an end", null, Unreadable, TestLayer.Plain(WithPilot().Unended())),
        new("one block of zeros at the end", "the pilot", null, TestLayer.Plain([.. WithPilot().Unended(), .. new byte[512]])),
        new("noise after the end", "the pilot", null, TestLayer.Plain([.. Tar, .. "noise"u8])),
        new("another archive after the end", "the pilot", null, TestLayer.Plain([.. Tar, .. WithPilot("pwned").ToArray()])),
        new("empty", null, Unreadable, TestLayer.Plain([])),
        new("zeros only", null, Missing, TestLayer.Plain(new byte[4096])),
        new("larger than is allowed", null, "*larger than 1024 bytes*", TestLayer.Plain(Tar)) { Limits = new ImageLimits { UnpackedBytes = 1024 } },
        new("fetched larger than is allowed", null, "*bytes; 1024 are allowed*", TestLayer.Plain(Tar)) { Limits = new ImageLimits { LayerBytes = 1024 } },
        new("more layers than are allowed", null, "*3 layers; 2 are allowed*", TestLayer.Plain(Tar), TestLayer.Plain(Tar), TestLayer.Plain(Tar)) { Limits = new ImageLimits { Layers = 2 } },
    ];

    public static IEnumerable<HostileArchive> Compression { get; } =
    [
        new("a compressed layer", "the pilot", null, TestLayer.Gzip(Tar)),
        new("a bomb of zeros", null, "*larger than 65536 bytes*", TestLayer.Gzip(new TarBytes().Add(Pilot, Regular, new string('\0', 1 << 18)).ToArray()))
        { Limits = new ImageLimits { UnpackedBytes = 1 << 16 } },
        new("a bomb after the end", null, "*larger than 65536 bytes*", TestLayer.Gzip([.. Tar, .. new byte[1 << 18]])) { Limits = new ImageLimits { UnpackedBytes = 1 << 16 } },
        new("a bomb of empty files", null, "*more than 1000 entries*", TestLayer.Gzip(Files(2000))) { Limits = new ImageLimits { Entries = 1000 } },
        new("two members", "the pilot", null, TestLayer.Gzip([.. TestLayer.Compress(Half), .. TestLayer.Compress(Tar[Half.Length..])], Tar)),
        new("an empty member before", "the pilot", null, TestLayer.Gzip([.. EmptyMember, .. Zipped], Tar)),
        new("a hidden second member", null, NotNamed, TestLayer.Gzip([.. Zipped, .. TestLayer.Compress(WithPilot("pwned").ToArray())], Tar)),
        new("noise after the only member", "the pilot", null, TestLayer.Gzip([.. Zipped, .. "noise"u8], Tar)),
        new("a wrong check sum at its end", null, Unreadable, TestLayer.Gzip([.. Zipped[..^8], 1, 2, 3, 4, .. Zipped[^4..]], Tar)),
        new("cut in the middle", null, Unreadable, TestLayer.Gzip(Zipped[..(Zipped.Length / 2)], Tar)),
        new("cut before its check sum", "the pilot", null, TestLayer.Gzip(Zipped[..^8], Tar)),
        new("no gzip at all", null, Unreadable, TestLayer.Gzip(Tar, Tar)),
        new("empty where gzip should be", null, Unreadable, TestLayer.Gzip([], Tar)),
        new("compressed twice", null, Unreadable, TestLayer.Gzip(TestLayer.Compress(Zipped), Tar)),
        new("gzip that is called tar", null, Unreadable, TestLayer.Plain(Zipped)),
        new("a file name in the gzip header that climbs", "the pilot", null, TestLayer.Gzip(Named("../../pwned"), Tar)),
        new("not the layer that the configuration names", null, NotNamed, TestLayer.Gzip(Zipped, Other)),
        new("not the plain layer that the configuration names", null, NotNamed, TestLayer.Plain(Tar) with { Unpacked = Digest.Of(Other) }),
        new("compressed by zstd", null, "*only tar and tar+gzip*", TestLayer.Plain(Tar) with { MediaType = "application/vnd.oci.image.layer.v1.tar+zstd" }),
        new("not for distribution", null, "*only tar and tar+gzip*", TestLayer.Gzip(Tar) with { MediaType = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip" }),
        new("a layer of no type", null, "*only tar and tar+gzip*", TestLayer.Gzip(Tar) with { MediaType = "" }),
    ];

    public static IEnumerable<HostileArchive> Whiteouts { get; } =
    [
        Refused("a whiteout of nothing", "*whiteout of nothing*", WithPilot(), new TarBytes().Add("usr/.wh.", Regular)),
        Refused("a whiteout of .", "*whiteout of nothing*", WithPilot(), new TarBytes().Add("usr/.wh..", Regular)),
        Refused("a whiteout of ..", "*whiteout of nothing*", WithPilot(), new TarBytes().Add("usr/.wh...", Regular)),
        Refused("a whiteout that climbs", "*climbs out*", WithPilot(), new TarBytes().Add("../.wh.canary", Regular)),
        Refused("the pilot is removed", Missing, WithPilot(), new TarBytes().Add("usr/local/bin/.wh.pilot-discovery", Regular)),
        Refused("the directory of the pilot is removed", Missing, WithPilot(), new TarBytes().Add("usr/.wh.local", Regular)),
        Refused("the directory of the pilot is emptied", Missing, WithPilot(), new TarBytes().Add("usr/local/bin/.wh..wh..opq", Regular)),
        Refused("everything is emptied", Missing, WithPilot(), new TarBytes().Add(".wh..wh..opq", Regular)),
        Refused("the pilot is removed through a link", Missing, WithPilot().Add("bin", Symlink, link: "usr/local/bin"), new TarBytes().Add("bin/.wh.pilot-discovery", Regular)),
        Harmless("a whiteout in the layer that brings the file", WithPilot("x"), WithPilot().Add("usr/local/bin/.wh.pilot-discovery", Regular)),
        Harmless("a directory emptied after it was filled", WithPilot("x"), WithPilot().Add("usr/local/bin/.wh..wh..opq", Regular)),
        Harmless("removed, and brought back", WithPilot("x"), new TarBytes().Add("usr/local/bin/.wh.pilot-discovery", Regular), WithPilot()),
        Harmless("a whiteout of what is not there", WithPilot(), new TarBytes().Add("none/.wh.none", Regular).Add("usr/.wh.none", Regular)),
        Harmless("a whiteout through a link out", WithPilot().Add("out", Symlink, link: Target), new TarBytes().Add("out/.wh.canary", Regular).Add("out/.wh..wh..opq", Regular)),
        Harmless("a whiteout by an absolute name", WithPilot(), new TarBytes().Add($"{Target}/.wh.canary", Regular)),
        Harmless("a whiteout that is a link", WithPilot(), new TarBytes().Add("usr/.wh.none", Symlink, link: Target).Add("usr/.wh.other", HardLink, link: "../.."[..0])),
        Harmless("a whiteout with a slash after it", WithPilot(), new TarBytes().Add("usr/.wh.none/", Folder)),
        Harmless("the hard links of AUFS", new TarBytes().Add(".wh..wh.plnk/1.2", Regular, "the pilot").Add(Pilot, HardLink, link: ".wh..wh.plnk/1.2")),
        Harmless("a file below a name like a whiteout's", WithPilot().Add("usr/.wh.local/x", Regular)),
    ];

    private static byte[] Files(int count)
    {
        var tar = new TarBytes();
        for (var i = 0; i < count; i++)
        {
            tar.Add($"f{i}", Regular);
        }

        return tar.ToArray();
    }

    private static byte[] Named(string name)
    {
        var header = Zipped[..10];
        header[3] = 8;
        return [.. header, .. System.Text.Encoding.ASCII.GetBytes(name), 0, .. Zipped[10..]];
    }
}
