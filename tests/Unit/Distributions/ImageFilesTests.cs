using System.Collections.Concurrent;
using System.Runtime.Versioning;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

[SupportedOSPlatform("linux")]
public sealed class ImageFilesTests : IDisposable
{
    private const string Tag = "docker.io/istio/pilot:1.6.0";
    private static readonly ImagePlatform Amd64 = ImagePlatform.LinuxAmd64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("files-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_tag_that_is_not_locked_is_refused_with_the_command_that_locks_it()
    {
        var get = () => Files(Image(), ImageLock.Empty).GetAsync(ImageReference.Parse(Tag), IstioImages.PilotPath, Amd64);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"{Tag} is not locked*`istio-regressions images lock`, or give a binary of your own");
    }

    [Fact]
    public async Task A_locked_tag_gives_its_file_executable()
    {
        var image = Image();

        var file = await Files(image, Locked(image)).GetAsync(image.Name, IstioImages.PilotPath, Amd64);

        File.ReadAllText(file).Should().Be("the pilot");
        Path.GetFileName(file).Should().Be("pilot-discovery");
        File.GetUnixFileMode(file).Should().HaveFlag(UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Each_platform_of_an_index_has_its_own_file()
    {
        var image = TestImage.Index(Tag);
        var files = Files(image, ImageLock.Empty);

        var amd64 = await files.GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);
        var arm64 = await files.GetAsync(image.Pinned, IstioImages.PilotPath, ImagePlatform.LinuxArm64);

        File.ReadAllText(amd64).Should().Be("the pilot for linux/amd64");
        File.ReadAllText(arm64).Should().Be("the pilot for linux/arm64");
    }

    [Fact]
    public async Task A_platform_that_an_image_is_not_for_is_refused()
    {
        var image = Image();
        var pinned = () => Files(image, ImageLock.Empty).GetAsync(image.Pinned, IstioImages.PilotPath, ImagePlatform.LinuxArm64);
        var locked = () => Files(image, Locked(image)).GetAsync(image.Name, IstioImages.PilotPath, ImagePlatform.LinuxArm64);

        (await pinned.Should().ThrowAsync<ImageException>()).WithMessage("*has no image for linux/arm64, only for linux/amd64*");
        (await locked.Should().ThrowAsync<ImageException>()).WithMessage("*has no image for linux/arm64, only for linux/amd64*");
    }

    [Fact]
    public async Task A_reference_and_a_lock_file_that_contradict_each_other_are_refused_with_both_digests()
    {
        var (image, other) = (Image(), Image("another"));

        var get = () => Files(image, Locked(image)).GetAsync(other.Pinned, IstioImages.PilotPath, Amd64);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*{image.Digest}*{other.Digest}*");
    }

    [Fact]
    public async Task A_source_that_gives_another_manifest_is_refused_with_both_digests()
    {
        var (image, other) = (Image(), Image("another"));
        image.Manifests[image.Digest] = other.Manifests[other.Digest];
        other.Blobs.ToList().ForEach(b => image.Blobs[b.Key] = b.Value);

        var get = () => Files(image, ImageLock.Empty).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*pinned to {image.Digest}*{other.Digest}*");
        ShouldHoldNothing();
    }

    [Fact]
    public async Task A_source_that_gives_another_layer_is_refused_with_both_digests()
    {
        var image = Image();
        var layer = Digest.Of(image.Layers[0].Blob);
        var other = new byte[image.Layers[0].Blob.Length];
        var source = new MemorySource(image) { Blob = d => d == layer ? other : image.Blobs[d] };

        var get = () => Files(image, ImageLock.Empty, source).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*{layer}*{Digest.Of(other)}*");
        ShouldHoldNothing();
    }

    [Theory, InlineData(-1), InlineData(1)]
    public async Task A_layer_that_is_shorter_or_longer_than_its_descriptor_says_is_refused(int more)
    {
        var image = Image();
        var layer = image.Layers[0].Blob;
        var source = new MemorySource(image) { Blob = d => d == Digest.Of(layer) ? [.. layer.Concat(new byte[1]).Take(layer.Length + more)] : image.Blobs[d] };

        var get = () => Files(image, ImageLock.Empty, source).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*should have {layer.Length} bytes and has *");
        ShouldHoldNothing();
    }

    [Fact]
    public async Task What_is_in_the_cache_needs_no_source()
    {
        var image = Image();
        var first = await Files(image, Locked(image)).GetAsync(image.Name, IstioImages.PilotPath, Amd64);
        image.Manifests.Clear();

        var second = await Files(image, Locked(image)).GetAsync(image.Name, IstioImages.PilotPath, Amd64);

        second.Should().Be(first);
    }

    [Fact]
    public async Task Parallel_callers_fetch_once()
    {
        var image = Image();
        var source = new MemorySource(image);

        var files = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Files(image, ImageLock.Empty, source).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64)));

        files.Distinct().Should().ContainSingle();
        source.BlobsFetched.Should().Be(2, "there are a configuration and a layer");
    }

    [Fact]
    public async Task A_file_that_was_changed_in_the_cache_is_extracted_again()
    {
        var image = Image();
        var files = Files(image, ImageLock.Empty);
        var file = await files.GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);
        File.WriteAllText(file, "a changed pilot");

        await files.GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);

        File.ReadAllText(file).Should().Be("the pilot");
    }

    [Fact]
    public async Task A_blob_that_was_damaged_in_the_cache_is_fetched_again()
    {
        var image = Image();
        var blob = Path.Combine(_folder.FullName, "blobs", "sha256", Digest.Of(image.Layers[0].Blob).Hex);
        var file = await Files(image, ImageLock.Empty).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);
        File.Delete(file);
        File.WriteAllBytes(blob, new byte[image.Layers[0].Blob.Length]);

        await Files(image, ImageLock.Empty).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64);

        File.ReadAllText(file).Should().Be("the pilot");
        File.ReadAllBytes(blob).Should().Equal(image.Layers[0].Blob);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_leaves_nothing()
    {
        var image = Image();
        using var cancel = new CancellationTokenSource();
        var source = new MemorySource(image)
        {
            Blob = d =>
            {
                cancel.Cancel();
                return image.Blobs[d];
            },
        };

        var get = () => Files(image, ImageLock.Empty, source).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64, ct: cancel.Token);

        await get.Should().ThrowAsync<OperationCanceledException>();
        ShouldHoldNothing();
    }

    [Theory, InlineData("usr/local/bin/x"), InlineData("/usr/../x"), InlineData("/usr/"), InlineData("/a\0b"), InlineData("")]
    public async Task A_path_that_is_none_in_an_image_is_refused(string path)
    {
        var image = Image();

        var get = () => Files(image, ImageLock.Empty).GetAsync(image.Pinned, path, Amd64);

        (await get.Should().ThrowAsync<ArgumentException>()).WithMessage("*is no path from the root of an image*");
    }

    [Fact]
    public async Task Progress_tells_each_step()
    {
        var image = Image();
        var steps = new ConcurrentQueue<ImageStep>();

        await Files(image, ImageLock.Empty).GetAsync(image.Pinned, IstioImages.PilotPath, Amd64, new Reports(p => steps.Enqueue(p.Step)));

        steps.Distinct().Should().Equal(ImageStep.Resolving, ImageStep.Unpacking, ImageStep.Ready);
    }

    private static TestImage Image(string pilot = "the pilot") => TestImage.Of(TestLayer.Gzip(TarBytes.WithPilot(pilot).ToArray()));

    private static ImageLock Locked(TestImage image) =>
        ImageLock.Empty.With(new LockedImage(image.Name, image.Digest, [new LockedPlatform(Amd64, image.Digest, image.Config)]), "the registry");

    private ImageFiles Files(TestImage image, ImageLock pins, IImageSource? source = null) =>
        new(source ?? new MemorySource(image), new ImageCache(_folder.FullName), pins);

    private void ShouldHoldNothing() =>
        _folder.GetFiles("*", SearchOption.AllDirectories).Should().OnlyContain(f => f.Directory!.Name == "locks");
}
