using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

public sealed class ImageLockTests : IDisposable
{
    private const string Tag = "docker.io/istio/pilot:1.6.0";
    private const string Hex = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lock-");

    private string LockFile => Path.Combine(_folder.FullName, "images.lock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_lock_file_of_the_checkout_is_one_and_locks_release_images_only() =>
        ImageLock.Load(Path.Combine(AppContext.BaseDirectory, "fixtures-yaml", "images.lock")).Images.Where(i => i.Image.Registry != "docker.io").Should().BeEmpty();

    [Fact]
    public void A_lock_file_that_does_not_exist_is_empty() => ImageLock.Load(LockFile).Images.Should().BeEmpty();

    [Fact]
    public async Task Locking_writes_what_each_tag_and_platform_is()
    {
        var index = TestImage.Index(Tag);

        var results = await new ImageLocker(new MemorySource(index)).LockAsync(LockFile, [index.Name]);

        results.Should().ContainSingle().Which.Should().Match<LockResult>(r => r.Added && r.Problem == null && r.Locked!.Digest == index.Digest);
        var locked = ImageLock.Load(LockFile).Find(index.Name)!;
        locked.Platforms.Select(p => p.Platform).Should().Equal(ImagePlatform.Supported);
        locked.Platforms.Select(p => p.Manifest).Should().OnlyContain(d => index.Manifests.ContainsKey(d));
        locked.Platforms.Select(p => p.Config).Should().OnlyContain(d => index.Blobs.ContainsKey(d));
    }

    [Fact]
    public async Task A_lock_file_is_written_sorted_one_entry_a_tag()
    {
        var (pilot, proxy) = (Image("docker.io/istio/pilot:1.6.0"), Image("docker.io/istio/proxyv2:1.6.0"));

        await new ImageLocker(new MemorySource(proxy)).LockAsync(LockFile, [proxy.Name]);
        await new ImageLocker(new MemorySource(pilot)).LockAsync(LockFile, [pilot.Name]);

        (await File.ReadAllLinesAsync(LockFile)).Where(l => !l.StartsWith('#')).Should().Equal(
            $"- image: {pilot.Name}",
            $"  digest: {pilot.Digest}",
            "  platforms:",
            $"    linux/amd64: {{ manifest: \"{pilot.Digest}\", config: \"{pilot.Config}\" }}",
            $"- image: {proxy.Name}",
            $"  digest: {proxy.Digest}",
            "  platforms:",
            $"    linux/amd64: {{ manifest: \"{proxy.Digest}\", config: \"{proxy.Config}\" }}");
    }

    [Fact]
    public async Task A_tag_that_moved_is_refused_with_both_digests_and_keeps_its_entry()
    {
        var (before, after) = (Image(Tag, "the pilot"), Image(Tag, "another"));
        await new ImageLocker(new MemorySource(before)).LockAsync(LockFile, [before.Name]);
        var text = await File.ReadAllTextAsync(LockFile);

        var results = await new ImageLocker(new MemorySource(after)).LockAsync(LockFile, [after.Name]);

        results.Should().ContainSingle().Which.Problem.Should().Match($"{Tag} moved*{before.Digest}*{after.Digest}*");
        (await File.ReadAllTextAsync(LockFile)).Should().Be(text);
    }

    [Fact]
    public async Task A_tag_that_did_not_move_changes_nothing()
    {
        var image = Image(Tag);
        var locker = new ImageLocker(new MemorySource(image));
        await locker.LockAsync(LockFile, [image.Name]);

        var results = await locker.LockAsync(LockFile, [image.Name]);

        results.Should().ContainSingle().Which.Should().Match<LockResult>(r => !r.Added && r.Problem == null && r.Locked != null);
    }

    [Fact]
    public async Task A_tag_that_is_missing_keeps_no_other_from_being_locked()
    {
        var image = Image(Tag);
        image.Manifests.Remove(image.Digest, out var manifest);
        var missing = ImageReference.Parse("docker.io/istio/pilot:0.0.1");

        var results = await new ImageLocker(new MemorySource(image)).LockAsync(LockFile, [missing]);
        image.Manifests[image.Digest] = manifest;
        var after = await new ImageLocker(new MemorySource(image)).LockAsync(LockFile, [image.Pinned, image.Name]);

        results.Should().ContainSingle().Which.Problem.Should().NotBeNull();
        after.Select(r => r.Problem is null).Should().Equal(false, true);
        after[0].Problem.Should().Contain("pins it already");
        Directory.GetFiles(_folder.FullName).Should().Equal(LockFile);
    }

    [Theory]
    [InlineData("- image: docker.io/istio/pilot:1.6.0\n  digest: sha256:abc\n", "f, entry 'docker.io/istio/pilot:1.6.0': 'sha256:abc' is no digest*")]
    [InlineData("- image: docker.io/istio/pilot\n  digest: " + Hex + "\n", "f, entry 'docker.io/istio/pilot': *is no reference*")]
    [InlineData("- image: docker.io/istio/pilot@" + Hex + "\n  digest: " + Hex + "\n", "*an entry is for a tag*")]
    [InlineData("- image: a/b:1\n  digest: " + Hex + "\n- image: a/b:1\n  digest: " + Hex + "\n", "f has two entries for docker.io/a/b:1*")]
    [InlineData("- image: a/b:1\n  digest: " + Hex + "\n- image: docker.io/a/b:1\n  digest: " + Hex + "\n", "f has two entries for docker.io/a/b:1*")]
    [InlineData("- image: a/b:1\n  digest: " + Hex + "\n  platforms: { linux/mips: { manifest: \"" + Hex + "\", config: \"" + Hex + "\" } }\n", "*'linux/mips' is none of the platforms*")]
    [InlineData("- image: a/b:1\n  digset: x\n", "f, line 2:*digset*")]
    [InlineData("just words", "f, line 1:*")]
    [InlineData("- image: a/b:1\n  digest: {", "f, line *")]
    public void A_lock_file_that_is_none_is_refused_by_line_or_entry(string yaml, string error)
    {
        var parse = () => ImageLock.Parse("f", yaml);

        parse.Should().Throw<FormatException>().WithMessage(error);
    }

    private static TestImage Image(string name, string pilot = "the pilot") => TestImage.Of(name, docker: false, TestLayer.Gzip(TarBytes.WithPilot(pilot).ToArray()));
}
