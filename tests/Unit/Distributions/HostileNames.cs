using static IstioRegressions.Unit.Distributions.HostileArchive;
using static IstioRegressions.Unit.Distributions.TarBytes;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Names that lead out of the image, or are none.</summary>
internal static class HostileNames
{
    private const string Climbs = "*climbs out*";
    private const string NoName = "*a name that no file can have*";

    public static IEnumerable<HostileArchive> All { get; } =
    [
        Refused("a name that begins with ..", Climbs, WithPilot().Add("../pwned", Regular, "x")),
        Refused("a name with .. inside", Climbs, WithPilot().Add("usr/local/../../../pwned", Regular, "x")),
        Refused("a name that climbs and comes back", Climbs, WithPilot().Add("usr/../usr/file", Regular, "x")),
        Refused("a name that climbs to a directory of this machine", Climbs, WithPilot().Add($"{Climb}/pwned", Regular, "x")),
        Refused("a directory called ..", Climbs, WithPilot().Add("..", Folder)),
        Refused("a directory called ../", Climbs, WithPilot().Add("../", Folder)),
        Refused("a name that is absolute and climbs", Climbs, WithPilot().Add("/../../pwned", Regular, "x")),
        Refused("a ustar prefix that climbs", Climbs, WithPilot().Add("pwned", Regular, "x", change: h => Put(h, 345, 155, "../.."))),
        Refused("a pax path that climbs", Climbs, WithPilot().Extended(("path", $"{Climb}/pwned")).Add("harmless", Regular, "x")),
        Refused("a GNU long name that climbs", Climbs, WithPilot().Long(LongName, $"{Climb}/pwned").Add("harmless", Regular, "x")),
        Refused("a device whose name climbs", Climbs, WithPilot().Add("../null", CharacterDevice)),
        Refused("a pax path of 5000 characters", NoName, WithPilot().Extended(("path", new string('a', 5000))).Add("x", Regular, "x")),
        Refused("a GNU long name of 5000 characters", NoName, WithPilot().Long(LongName, new string('a', 5000)).Add("x", Regular, "x")),
        Refused("a pax path with NUL", NoName, WithPilot().Extended(("path", "usr/\0/../pwned")).Add("x", Regular, "x")),
        Harmless("an absolute name", WithPilot().Add($"{Target}/pwned", Regular, "x")),
        Harmless("an absolute name with many slashes", WithPilot().Add($"//{Target}//pwned", Regular, "x")),
        Harmless("the pilot by an absolute name", new TarBytes().Add(PilotPath, Regular, "the pilot")),
        Harmless("the pilot by a name with dots and slashes", new TarBytes().Add("././/usr/.//local/bin/./pilot-discovery", Regular, "the pilot")),
        Harmless("an absolute pax path", WithPilot().Extended(("path", $"{Target}/pwned")).Add("x", Regular, "x")),
        Harmless("backslashes that climb elsewhere", WithPilot().Add(@"..\..\..\pwned", Regular, "x")),
        Harmless("a drive letter", WithPilot().Add(@"C:\pwned", Regular, "x")),
        Harmless("a stream of another file system", WithPilot().Add("usr/local/bin/pilot-discovery:evil", Regular, "x")),
        Harmless("an empty name", WithPilot().Add("", Regular, "x")),
        Harmless("a file in place of the root", WithPilot().Add("/", Regular, "x")),
        Harmless("a link in place of the root", WithPilot().Add("./", Symlink, link: Target)),
        Harmless("a file called .", WithPilot().Add(".", Regular, "x")),
        Harmless("a name that ends at a NUL", WithPilot().Add("usr/local/bin/pilot-discovery2\0/../../../../pwned", Regular, "x")),
        Harmless("a name that is no UTF-8", WithPilot().Add("usr/\xff\xfe\xc0\xaf..", Regular, "x")),
        Harmless("a name with control characters", WithPilot().Add("usr/\x1b[2J\r\n\t", Regular, "x")),
        Harmless("three dots", WithPilot().Add("usr/.../...", Regular, "x")),
        Harmless("a name that looks like the pilot's", WithPilot().Add("usr/local/bin/pilot-discovery ", Regular, "x").Add("usr/local/bin/PILOT-DISCOVERY", Regular, "x")),
        Harmless("a path of 2000 directories", WithPilot().Extended(("path", string.Concat(Enumerable.Repeat("d/", 2000)) + "f")).Add("x", Regular, "x")),
        Harmless("a name that is the cache's own", WithPilot().Add("blobs/sha256", Regular, "x").Add("files", Regular, "x").Add("locks", Symlink, link: Target)),
    ];

    private static string PilotPath => IstioRegressions.Distributions.IstioImages.PilotPath;
}
