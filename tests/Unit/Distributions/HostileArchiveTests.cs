using System.Text.RegularExpressions;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

public sealed class HostileArchiveTests : IDisposable
{
    private static readonly Dictionary<string, HostileArchive> Archives = HostileNames.All.Concat(HostileLinks.All).Concat(HostileHeaders.All)
        .Concat(HostileStructures.Ends).Concat(HostileStructures.Compression).Concat(HostileStructures.Whiteouts)
        .ToDictionary(a => a.Name);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hostile-");

    public static TheoryData<string> Names => [.. Archives.Keys];

    private string Cache => Path.Combine(_folder.FullName, "cache");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void There_are_at_least_sixty_hostile_archives() => Archives.Count.Should().BeGreaterThan(60);

    [Theory, MemberData(nameof(Names))]
    public async Task A_hostile_archive_is_refused_or_harmless(string name)
    {
        var archive = Archives[name];
        var image = TestImage.Of(archive.Layers);
        var files = new ImageFiles(new MemorySource(image), new ImageCache(Cache), ImageLock.Empty, archive.Limits);

        var result = await Record.ExceptionAsync(async () =>
        {
            var file = await files.GetAsync(image.Pinned, IstioImages.PilotPath, ImagePlatform.LinuxAmd64);
            (await File.ReadAllTextAsync(file)).Should().Be(archive.Content);
        });

        if (archive.Error is null)
        {
            result.Should().BeNull();
        }
        else
        {
            result.Should().BeOfType<ImageException>().Which.Message.Should().Match(archive.Error).And.Contain("docker.io/istio/pilot:1.6.0");
        }

        ShouldHaveWrittenNothingElse(image, extracted: archive.Error is null);
    }

    private void ShouldHaveWrittenNothingElse(TestImage image, bool extracted)
    {
        Directory.GetFileSystemEntries(HostileArchive.Target).Should().Equal(Path.Combine(HostileArchive.Target, "canary"));
        File.ReadAllText(Path.Combine(HostileArchive.Target, "canary")).Should().Be("unharmed");
        Directory.GetFileSystemEntries(_folder.FullName).Should().Equal(Cache);

        var pilot = $"files/{image.Digest.Hex}/linux-amd64/usr/local/bin/pilot-discovery";
        var files = _folder.GetFiles("*", SearchOption.AllDirectories);
        files.Should().OnlyContain(f => f.LinkTarget == null);
        var names = files.Select(f => Path.GetRelativePath(Cache, f.FullName))
            .Where(n => !Regex.IsMatch(n, "^(blobs/sha256|locks|notes)/[0-9a-f]{64}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        names.Should().BeEquivalentTo(extracted ? [pilot] : Array.Empty<string>());
    }
}
