using static IstioRegressions.Unit.Distributions.HostileArchive;
using static IstioRegressions.Unit.Distributions.TarBytes;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Links that lead out of the image, nowhere or in circles, and files that are none.</summary>
internal static class HostileLinks
{
    private const string Pilot = "usr/local/bin/pilot-discovery";
    private const string Missing = "*has no /usr/local/bin/pilot-discovery*";
    private const string Endless = "*without an end*";
    private const string NoTarget = "*hard link to what is no file*";

    public static IEnumerable<HostileArchive> All { get; } =
    [
        Refused("the pilot is a link to a file of this machine", Missing, new TarBytes().Add(Pilot, Symlink, link: $"{Target}/canary")),
        Refused("the pilot is a link that climbs to a file of this machine", Missing, new TarBytes().Long(LongLink, $"{Climb}/canary").Add(Pilot, Symlink)),
        Refused("the pilot is a link into /proc", Missing, new TarBytes().Add(Pilot, Symlink, link: "/proc/self/root/bin/sh")),
        Refused("the pilot is a link to itself", Endless, new TarBytes().Add(Pilot, Symlink, link: "pilot-discovery")),
        Refused("two links that lead to each other", Endless, new TarBytes().Add(Pilot, Symlink, link: "other").Add("usr/local/bin/other", Symlink, link: "pilot-discovery")),
        Refused("a directory that is a link to itself", Endless, new TarBytes().Add("usr", Symlink, link: "usr").Add(Pilot, Regular, "x")),
        Refused("a link that grows as it is followed", Endless, new TarBytes().Add("usr", Symlink, link: "usr/usr/usr").Add(Pilot, Regular, "x")),
        Refused("a chain of 41 links", Endless, Chain(41)),
        Harmless("a chain of 40 links", Chain(40)),
        Refused("a link with a target of 5000 characters", Endless, new TarBytes().Long(LongLink, new string('a', 5000)).Add(Pilot, Symlink)),
        Refused("a link to nothing", "*no regular file but Directory*", new TarBytes().Add(Pilot, Symlink)),
        Refused("a link to a directory", "*no regular file but Directory*", new TarBytes().Add(Pilot, Symlink, link: "/usr")),
        Harmless("the directory of the pilot is a link to this machine", new TarBytes().Add("usr/local/bin", Symlink, link: Target).Add(Pilot, Regular, "the pilot")),
        Harmless("the directory of the pilot climbs", new TarBytes().Add("usr/local/bin", Symlink, link: "../../../../../tmp").Add(Pilot, Regular, "the pilot")),
        Harmless("a link out, and a file written through it", WithPilot().Add("out", Symlink, link: Target).Add("out/canary", Regular, "pwned").Add("out/new", Regular, "x")),
        Harmless("a link out in a lower layer, and a file written through it", new TarBytes().Add("out", Symlink, link: Target), WithPilot().Add("out/canary", Regular, "pwned")),
        Harmless("a link over the file that it replaces", WithPilot().Add("canary", Symlink, link: $"{Target}/canary").Add("canary", Regular, "pwned")),
        Harmless("the pilot by links inside the image", new TarBytes().Add("opt/real", Regular, "the pilot").Add("opt/link", Symlink, link: "../opt/./real").Add(Pilot, Symlink, link: "/opt/link")),
        Harmless("the pilot by a link that climbs over the root", new TarBytes().Add("opt/real", Regular, "the pilot").Add(Pilot, Symlink, link: "../../../../../../opt/real")),
        Harmless("the pilot by a pax link name", new TarBytes().Add("opt/real", Regular, "the pilot").Extended(("linkpath", "/opt/real")).Add(Pilot, Symlink, link: Target)),
        Harmless("the pilot by a hard link", new TarBytes().Add("opt/real", Regular, "the pilot").Add(Pilot, HardLink, link: "opt/real")),
        Harmless(
            "the pilot by a hard link whose other name is removed",
            new TarBytes().Add("opt/real", Regular, "the pilot").Add(Pilot, HardLink, link: "opt/real"), new TarBytes().Add("opt/.wh.real", Regular)),
        Harmless("the pilot by a hard link whose other name is replaced", new TarBytes().Add("opt/real", Regular, "the pilot").Add(Pilot, HardLink, link: "/opt/real").Add("opt/real", Regular, "x")),
        Refused("a hard link to a file of this machine", NoTarget, WithPilot().Add("link", HardLink, link: $"{Target}/canary")),
        Refused("a hard link that climbs", "*climbs out*", WithPilot().Long(LongLink, $"{Climb}/canary").Add("link", HardLink)),
        Refused("a hard link through a link out", NoTarget, WithPilot().Add("out", Symlink, link: Target).Add("link", HardLink, link: "out/canary")),
        Refused("a hard link to nothing", NoTarget, WithPilot().Add("link", HardLink, link: "none")),
        Refused("a hard link without a target", NoTarget, WithPilot().Add("link", HardLink)),
        Refused("a hard link to a directory", NoTarget, WithPilot().Add("link", HardLink, link: "usr")),
        Refused("a hard link to itself", NoTarget, new TarBytes().Add(Pilot, HardLink, link: Pilot)),
        Refused("a hard link to a link out", Missing, new TarBytes().Add("out", Symlink, link: $"{Target}/canary").Add(Pilot, HardLink, link: "out")),
        Refused("the pilot is a character device", "*no regular file but CharacterDevice*", new TarBytes().Add(Pilot, CharacterDevice)),
        Refused("the pilot is a block device", "*no regular file but BlockDevice*", new TarBytes().Add(Pilot, BlockDevice)),
        Refused("the pilot is a pipe", "*no regular file but Fifo*", new TarBytes().Add(Pilot, Fifo)),
        Refused("the pilot is a directory", "*no regular file but Directory*", WithPilot().Add(Pilot + "2", Regular), new TarBytes().Add(Pilot, Folder)),
        Refused("the pilot is below a file", "*below what is no directory*", new TarBytes().Add("usr/local", Regular, "x").Add(Pilot, Regular, "x")),
        Refused("the pilot is below a device", "*below what is no directory*", new TarBytes().Add("usr/local/bin", BlockDevice).Add(Pilot, Regular, "x")),
        Harmless("devices and pipes beside the pilot", WithPilot().Add($"{Target}/null", CharacterDevice).Add("dev/sda", BlockDevice).Add("pipe", Fifo)),
        Harmless("a device number that is no number", WithPilot().Add("dev/x", Fifo).Pilot()),
        Harmless("a directory over the directory of the pilot", WithPilot().Add("usr/local", Folder)),
        Harmless("a link with data", WithPilot().Add("out", Symlink, link: Target, size: "00000000000").Pilot()),
    ];

    private static TarBytes Chain(int links)
    {
        var tar = new TarBytes().Add("usr/local/bin/l0", Regular, "the pilot");
        for (var i = 1; i <= links; i++)
        {
            tar.Add(i == links ? Pilot : $"usr/local/bin/l{i}", Symlink, link: $"l{i - 1}");
        }

        return tar;
    }
}
