using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Installation;
using IstioRegressions.Unit.Distributions;
using static IstioRegressions.Unit.Distributions.TarBytes;

namespace IstioRegressions.Unit.Installation;

public sealed class HostileReleaseTests : IDisposable
{
    private const string Climbs = "*climbs out*";
    private const string Outside = "*is not below istio-1.6.0/*";
    private const string NoFile = "*is no file but *";
    private const string Damaged = "*is no gzipped tar archive, or is damaged*";

    private static readonly Dictionary<string, (string Error, byte[] Tar)> Archives = new(StringComparer.Ordinal)
    {
        ["a name that climbs"] = (Climbs, Files().Add("istio-1.6.0/../../pwned", Regular, "x").ToArray()),
        ["a name that begins with .."] = (Climbs, Files().Add("../pwned", Regular, "x").ToArray()),
        ["a directory that climbs"] = (Climbs, Files().Add("istio-1.6.0/../../pwned/", Folder).ToArray()),
        ["a GNU long name that climbs"] = (Climbs, Files().Long(LongName, "istio-1.6.0/../../pwned").Add("harmless", Regular, "x").ToArray()),
        ["a pax path that climbs"] = (Climbs, Files().Extended(("path", "istio-1.6.0/../../pwned")).Add("harmless", Regular, "x").ToArray()),
        ["a name of 5000 characters"] = ("*a name that no file can have*", Files().Extended(("path", "istio-1.6.0/" + new string('a', 5000))).Add("x", Regular).ToArray()),
        ["a part of a name of 300 characters"] = ("*cannot be unpacked*", Files().Extended(("path", "istio-1.6.0/" + new string('a', 300))).Add("x", Regular).ToArray()),
        ["an absolute name"] = (Outside, Files().Add($"{HostileArchive.Target}/pwned", Regular, "x").ToArray()),
        ["an absolute name with the folder in it"] = (Outside, Files().Add("/istio-1.6.0/pwned", Regular, "x").ToArray()),
        ["another release"] = (Outside, new TarBytes().Add("istio-1.6.1/bin/istioctl", Regular, "x").ToArray()),
        ["a file beside the folder"] = (Outside, Files().Add("README", Regular, "x").ToArray()),
        ["a file in place of the folder"] = (Outside, new TarBytes().Add("istio-1.6.0", Regular, "x").ToArray()),
        ["an empty name"] = (Outside, Files().Add("", Regular, "x").ToArray()),
        ["a symbolic link out"] = (NoFile, Files().Add("istio-1.6.0/out", Symlink, link: HostileArchive.Target).ToArray()),
        ["a symbolic link inside"] = (NoFile, Files().Add("istio-1.6.0/in", Symlink, link: "bin/istioctl").ToArray()),
        ["a hard link"] = (NoFile, Files().Add("istio-1.6.0/hard", HardLink, link: $"{HostileArchive.Target}/canary").ToArray()),
        ["a character device"] = (NoFile, Files().Add("istio-1.6.0/null", CharacterDevice).ToArray()),
        ["a block device"] = (NoFile, Files().Add("istio-1.6.0/sda", BlockDevice).ToArray()),
        ["a pipe"] = (NoFile, Files().Add("istio-1.6.0/pipe", Fifo).ToArray()),
        ["a file twice"] = ("*cannot be unpacked*", Files().Add("istio-1.6.0/bin/istioctl", Regular, "x").ToArray()),
        ["a file below a file"] = ("*cannot be unpacked*", Files().Add("istio-1.6.0/bin/istioctl/x", Regular, "x").ToArray()),
        ["a header that announces a terabyte of its own"] = ("*", Files().Add("././@LongLink", LongName, "x", size: "77777777777").ToArray()),
        ["no entry"] = ("*has no istio-1.6.0/ in it*", new TarBytes().ToArray()),
        ["a wrong header"] = (Damaged, Files().Raw([.. Enumerable.Repeat((byte)'x', 512)]).ToArray()),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hostile-release-");

    public static TheoryData<string> Names => [.. Archives.Keys];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, MemberData(nameof(Names))]
    public async Task A_hostile_release_is_refused_and_leaves_nothing(string name)
    {
        var (error, tar) = Archives[name];
        var packed = TestRelease.Gzip(tar);
        await using var server = await TestServer.StartAsync(context =>
        {
            var sum = context.Request.Path.Value!.EndsWith(".sha256", StringComparison.Ordinal);
            return context.Response.Body.WriteAsync(sum ? System.Text.Encoding.ASCII.GetBytes(Digest.Of(packed).Hex) : packed).AsTask();
        });
        var cache = Path.Combine(_folder.FullName, "cache");
        var archives = new ReleaseArchives(new ArchiveSettings { Releases = server.Address, Pins = Path.Combine(_folder.FullName, "pins"), Cache = cache });

        var get = () => archives.GetAsync(IstioVersion.Parse("1.6.0"), ImagePlatform.LinuxAmd64);

        (await get.Should().ThrowAsync<InstallationException>()).WithMessage(error).Which.Message.Should().Contain(TestRelease.Name);
        Directory.GetFileSystemEntries(_folder.FullName).Should().Equal(cache);
        Directory.GetFileSystemEntries(cache).Should().Equal(Path.Combine(cache, "locks"));
        File.ReadAllText(Path.Combine(HostileArchive.Target, "canary")).Should().Be("unharmed");
        Directory.GetFileSystemEntries(HostileArchive.Target).Should().HaveCount(1);
    }

    private static TarBytes Files() => TestRelease.Files();
}
