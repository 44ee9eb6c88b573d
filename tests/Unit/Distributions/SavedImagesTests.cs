using System.Text;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

public sealed class SavedImagesTests : IDisposable
{
    private const string Tag = "docker.io/istio/pilot:1.6.0";
    private const string RefName = "org.opencontainers.image.ref.name";
    private const string FullName = "io.containerd.image.name";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saved-");
    private readonly TestImage _image = TestImage.Of(TestLayer.Gzip(new TarBytes().Add("etc", TarBytes.Folder).ToArray()), TestLayer.Gzip(TarBytes.WithPilot().ToArray()));

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, InlineData("istio/pilot:1.6.0"), InlineData(Tag)]
    public async Task An_archive_of_docker_is_known_by_its_configuration(string tag) =>
        (await PilotAsync(SavedImage.Docker(_image, "istio/other:1", tag).ToArchive(At("pilot.tar")))).Should().Be("the pilot");

    [Fact]
    public async Task An_archive_of_docker_may_be_unpacked() =>
        (await PilotAsync(SavedImage.Docker(_image, Tag).ToDirectory(At("pilot")))).Should().Be("the pilot");

    [Theory, InlineData(RefName, "1.6.0"), InlineData(FullName, Tag), InlineData(RefName, Tag), InlineData("other", "x")]
    public async Task An_image_layout_is_a_directory_or_an_archive(string key, string value)
    {
        var layout = SavedImage.Oci(_image, (key, value));

        (await PilotAsync(layout.ToDirectory(At("layout")))).Should().Be("the pilot");
        Directory.Delete(At("cache"), recursive: true);
        (await PilotAsync(layout.ToArchive(At("layout.tar")))).Should().Be("the pilot");
    }

    [Fact]
    public async Task An_index_of_an_image_layout_is_followed_to_the_platform()
    {
        var index = TestImage.Index(Tag);
        var source = await SavedImages.OpenAsync(SavedImage.Oci(index, (RefName, "1.6.0")).ToDirectory(At("layout")));

        var file = await new ImageFiles(source, new ImageCache(At("cache")), ImageLock.Empty).GetAsync(index.Pinned, IstioImages.PilotPath, ImagePlatform.LinuxArm64);

        File.ReadAllText(file).Should().Be("the pilot for linux/arm64");
    }

    [Fact]
    public async Task A_directory_may_hold_many_archives()
    {
        var other = TestImage.Of("docker.io/istio/pilot:1.7.0", docker: true, TestLayer.Gzip(TarBytes.WithPilot("another").ToArray()));
        SavedImage.Docker(other, "istio/pilot:1.7.0").ToArchive(At("all/1.7.0.tar"));
        SavedImage.Docker(_image, Tag).ToArchive(At("all/1.6.0.tar"));

        (await PilotAsync(At("all"))).Should().Be("the pilot");
    }

    [Fact]
    public async Task A_layer_that_docker_saved_as_a_link_is_followed()
    {
        var files = SavedImage.Docker(_image, Tag);
        var layer = files.Keys.First(k => k.EndsWith("layer.tar"));
        files.Remove(layer, out var content);
        files["first/layer.tar"] = content!;

        var archive = files.ToArchive(At("pilot.tar"), tar => tar.Add(layer, TarBytes.Symlink, link: "../first/layer.tar"));

        (await PilotAsync(archive)).Should().Be("the pilot");
    }

    [Fact]
    public async Task An_archive_with_other_content_under_a_locked_tag_is_refused_with_both_digests()
    {
        var other = TestImage.Of(TestLayer.Gzip(TarBytes.WithPilot("another").ToArray()));

        var get = () => PilotAsync(SavedImage.Docker(other, Tag).ToArchive(At("pilot.tar")));

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*pinned to {_image.Digest}*{other.Config}*");
    }

    [Fact]
    public async Task An_archive_without_manifests_cannot_be_locked_by()
    {
        var source = await SavedImages.OpenAsync(SavedImage.Docker(_image, Tag).ToArchive(At("pilot.tar")));

        var results = await new ImageLocker(source).LockAsync(At("images.lock"), [_image.Name]);

        results.Should().ContainSingle().Which.Problem.Should().Match("*keeps no manifest*lock it from a registry");
        File.Exists(At("images.lock")).Should().BeFalse();
    }

    [Fact]
    public async Task A_layer_that_was_changed_in_an_archive_is_refused_with_both_digests()
    {
        var files = SavedImage.Docker(_image, Tag);
        var layer = files.Keys.Last(k => k.EndsWith("layer.tar"));
        files[layer][2000] ^= 1;

        var get = () => PilotAsync(files.ToArchive(At("pilot.tar")));

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*{_image.Layers[1].Unpacked}*{Digest.Of(files[layer])}*");
    }

    [Fact]
    public async Task A_manifest_that_was_changed_in_an_image_layout_is_refused_with_both_digests()
    {
        var files = SavedImage.Oci(_image, (RefName, "1.6.0"));
        var manifest = files[$"blobs/sha256/{_image.Digest.Hex}"] = [.. _image.Top, (byte)' '];

        var get = () => PilotAsync(files.ToArchive(At("pilot.tar")));

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*{_image.Digest.Hex}*{Digest.Of(manifest)}*");
    }

    [Theory]
    [InlineData("""[{"Config":"../../etc/passwd","RepoTags":["istio/pilot:1.6.0"],"Layers":[]}]""", "*climbs out*", "*outside of it*")]
    [InlineData("""[{"Config":"/etc/passwd","RepoTags":["istio/pilot:1.6.0"],"Layers":[]}]""", "*lacks /etc/passwd*", "*outside of it*")]
    [InlineData("""[{"Config":"none.json","RepoTags":["istio/pilot:1.6.0"],"Layers":[]}]""", "*lacks none.json*", "*lacks none.json*")]
    [InlineData("""[{"RepoTags":["istio/pilot:1.6.0"],"Layers":[]}]""", "*without Config or Layers*", "*without Config or Layers*")]
    [InlineData("[null]", "*without Config or Layers*", "*without Config or Layers*")]
    [InlineData("""[{"Config":"x","RepoTags":null,"Layers":[]}]""", "*has no docker.io/istio/pilot:1.6.0*docker save*", "*has no docker.io/istio/pilot:1.6.0*docker save*")]
    [InlineData("{}", "*manifest.json*is not readable*", "*manifest.json*is not readable*")]
    public async Task A_list_of_docker_that_is_wrong_is_refused(string json, string archiveError, string directoryError)
    {
        var files = new Dictionary<string, byte[]> { ["manifest.json"] = Encoding.UTF8.GetBytes(json) };

        var archive = () => PilotAsync(files.ToArchive(At("pilot.tar")));
        var directory = () => PilotAsync(files.ToDirectory(At("pilot")));

        (await archive.Should().ThrowAsync<ImageException>()).WithMessage(archiveError);
        (await directory.Should().ThrowAsync<ImageException>()).WithMessage(directoryError);
    }

    [Fact]
    public async Task A_layer_that_is_missing_is_named()
    {
        var files = SavedImage.Docker(_image, Tag);
        var layer = files.Keys.First(k => k.EndsWith("layer.tar"));
        files.Remove(layer);

        var get = () => PilotAsync(files.ToArchive(At("pilot.tar")));

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*lacks {layer}*save the whole image*");
    }

    [Fact]
    public async Task A_path_without_images_is_refused_with_what_may_be_there()
    {
        File.WriteAllBytes(At("zipped.tar"), TestLayer.Compress([1]));
        File.WriteAllText(At("text.tar"), new string('x', 1000));
        new Dictionary<string, byte[]> { ["readme"] = [1] }.ToArchive(At("other.tar"));

        await RefusedAsync("none", "*none does not exist*docker save*");
        await RefusedAsync("zipped.tar", "*is compressed; decompress it with gunzip*");
        await RefusedAsync("text.tar", "*is no tar archive*");
        await RefusedAsync("other.tar", "*has neither index.json nor manifest.json*docker save*");
    }

    private async Task RefusedAsync(string name, string error)
    {
        var get = () => PilotAsync(At(name));
        (await get.Should().ThrowAsync<ImageException>()).WithMessage(error);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private async Task<string> PilotAsync(string path)
    {
        var pins = ImageLock.Empty.With(
            new LockedImage(_image.Name, _image.Digest, [new LockedPlatform(ImagePlatform.LinuxAmd64, _image.Digest, _image.Config)]), path);
        var files = new ImageFiles(await SavedImages.OpenAsync(path), new ImageCache(At("cache")), pins);
        return await File.ReadAllTextAsync(await files.GetAsync(_image.Name, IstioImages.PilotPath, ImagePlatform.LinuxAmd64));
    }
}
