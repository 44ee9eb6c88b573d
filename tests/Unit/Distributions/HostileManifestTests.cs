using System.Text;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

public sealed class HostileManifestTests : IDisposable
{
    private const string Hex = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Blob = $$"""{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{Hex}}","size":0}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manifest-");

    public static TheoryData<string, string, string> Manifests => new()
    {
        { MediaTypes.OciManifest, "", "*is not readable*" },
        { MediaTypes.OciManifest, "null", "*is empty*" },
        { MediaTypes.OciManifest, "[]", "*is not readable*" },
        { MediaTypes.OciManifest, "{}", "*schema 0*" },
        { MediaTypes.OciManifest, """{"schemaVersion":2}""", "*neither a manifest nor an index*" },
        { MediaTypes.OciManifest, """{"schemaVersion":2""", "*is not readable*" },
        { MediaTypes.OciManifest, """{"schemaVersion":"2"}""", "*neither a manifest nor an index*" },
        { MediaTypes.OciManifest, """{"schemaVersion":99999999999}""", "*is not readable*" },
        { "application/vnd.docker.distribution.manifest.v1+prettyjws", """{"schemaVersion":1,"fsLayers":[]}""", "*schema 1; only schema 2*" },
        { "application/vnd.oci.artifact.manifest.v1+json", """{"schemaVersion":2}""", "*neither a manifest nor an index*" },
        { MediaTypes.OciIndex, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[]}""", "*neither a manifest nor an index*" },
        { MediaTypes.OciManifest, """{"schemaVersion":2,"manifests":[]}""", "*neither a manifest nor an index*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[],"manifests":[]}""", "*neither a manifest nor an index*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","config":{{Blob}},"layers":[]}""", "*calls itself*index*and its source calls it*manifest*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[],"layers":[]}""", "*is not readable*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[],"Layers":[]}""", "*is not readable*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[null]}""", "*a null among its descriptors*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{}]}""", "*refers to the digest ''*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"../../etc/passwd","size":1}]}""", "*refers to the digest '../../etc/passwd'*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"sha512:00","size":1}]}""", "*refers to the digest 'sha512:00'*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"{{Hex}}","size":-1}]}""", "*the size -1*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"{{Hex}}"}]}""", "*the size null*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[{"digest":"{{Hex}}","size":1e300}]}""", "*is not readable*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{"digest":"{{Hex}}","size":99999999999},"layers":[]}""", "*configuration*99999999999 bytes*allowed*" },
        { MediaTypes.OciManifest, $$"""{"schemaVersion":2,"config":{{Blob}},"layers":[]}""", "*the configuration*is not readable*" },
        { MediaTypes.OciIndex, """{"schemaVersion":2,"manifests":[]}""", "*has no image for linux/amd64*" },
        { MediaTypes.OciIndex, """{"schemaVersion":2,"manifests":[null]}""", "*a null among its descriptors*" },
        { MediaTypes.OciIndex, $$$"""{"schemaVersion":2,"manifests":[{"digest":"{{{Hex}}}","size":0,"platform":{"os":"linux","architecture":"s390x"}}]}""", "*has no image for linux/amd64*" },
        { MediaTypes.OciManifest, new string('[', 1000), "*is not readable*" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, MemberData(nameof(Manifests))]
    public async Task A_manifest_that_is_none_is_refused(string mediaType, string manifest, string error)
    {
        var image = TestImage.Raw(manifest, mediaType);
        image.Blobs[Digest.Parse(Hex)] = [];

        var get = () => Files(image).GetAsync(image.Pinned, IstioImages.PilotPath, ImagePlatform.LinuxAmd64);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage(error);
        _folder.GetFiles("*", SearchOption.AllDirectories).Should().OnlyContain(f => f.DirectoryName!.EndsWith("locks"));
    }

    [Theory]
    [InlineData("""{"os":"linux"}""", "*lacks os, architecture or rootfs.diff_ids*")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"type":"other","diff_ids":[]}}""", "*lacks os, architecture or rootfs.diff_ids*")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[null]}}""", "*names the layer ''*")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["/etc/passwd"]}}""", "*names the layer '/etc/passwd'*")]
    [InlineData("""{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}""", "*has 1 layers, and its configuration names 0*")]
    public async Task A_configuration_that_is_none_is_refused(string config, string error)
    {
        var content = Encoding.UTF8.GetBytes(config);
        var image = TestImage.Raw(
            $$"""{"schemaVersion":2,"config":{"digest":"{{Digest.Of(content)}}","size":{{content.Length}}},"layers":[{{Blob}}]}""", MediaTypes.OciManifest);
        image.Blobs[Digest.Of(content)] = content;

        var get = () => Files(image).GetAsync(image.Pinned, IstioImages.PilotPath, ImagePlatform.LinuxAmd64);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage(error);
    }

    [Fact]
    public async Task A_damaged_index_is_refused_or_leads_to_what_it_names()
    {
        const string Damage = "{}[]\",:0-9ae\0";
        var good = TestImage.Index("docker.io/istio/pilot:1.6.0");
        for (var input = 0; input < 1000; input++)
        {
            var random = new Random(input);
            var bad = (byte[])good.Top.Clone();
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                bad[random.Next(bad.Length)] = (byte)Damage[random.Next(Damage.Length)];
            }

            var resolver = new ImageResolver(new MemorySource(good), new ImageLimits());
            var result = await Record.ExceptionAsync(async () => await resolver.PlatformsAsync(
                good.Name, ImageDocument.Parse("an index", bad, MediaTypes.OciIndex), Digest.Of(bad), ImagePlatform.Supported, progress: null, default));

            (result is null or ImageException).Should().BeTrue($"input {input} gave {result}");
        }
    }

    private ImageFiles Files(TestImage image) => new(new MemorySource(image), new ImageCache(_folder.FullName), ImageLock.Empty);
}
