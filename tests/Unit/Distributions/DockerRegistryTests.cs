using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Pulls from a real registry what a real client pushed to it.</summary>
public sealed class DockerRegistryTests(DockerRegistry registry) : IClassFixture<DockerRegistry>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pull-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableTheory, InlineData("oci"), InlineData("v2s2")]
    public async Task What_skopeo_pushed_is_locked_and_pulled(string format)
    {
        var name = await PushAsync($"istio/{format}", format);

        await LockAndPullAsync(name, "the pilot");
    }

    [SkippableTheory, InlineData(false), InlineData(true)]
    public async Task Each_platform_of_an_index_is_locked_and_pulled(bool docker)
    {
        var address = await registry.StartAsync();
        var index = TestImage.Index($"{address.Authority}/istio/index-{docker}:1.6.0".ToLowerInvariant(), docker);
        await registry.PushAsync(index);

        await LockAndPullAsync(index.Name, "the pilot for linux/amd64");
        await LockAndPullAsync(index.Name, "the pilot for linux/arm64", ImagePlatform.LinuxArm64);
    }

    [SkippableFact]
    public async Task A_tag_that_moves_in_the_registry_is_refused_and_the_locked_image_still_pulled()
    {
        var address = await registry.StartAsync();
        var name = $"{address.Authority}/istio/moving:1.6.0";
        var (before, after) = (TestImage.Of(name, docker: true, Layer("the pilot")), TestImage.Of(name, docker: true, Layer("another")));
        await registry.PushAsync(before);
        await LockAsync(before.Name);
        await registry.PushAsync(after);

        var result = await LockAsync(after.Name);

        result.Problem.Should().Match($"{name} moved*{before.Digest}*{after.Digest}*");
        await LockAndPullAsync(before.Name, "the pilot", problem: result.Problem);
    }

    [SkippableTheory, InlineData("docker-archive"), InlineData("oci-archive"), InlineData("oci")]
    public async Task What_skopeo_saved_is_pulled_without_a_network(string transport)
    {
        var name = await PushAsync($"istio/saved-{transport}", transport == "docker-archive" ? "v2s2" : "oci");
        await LockAsync(name);
        var saved = Path.Combine(_folder.FullName, transport == "oci" ? "layout" : "saved.tar");
        await SkopeoAsync($"docker://{name}", $"{transport}:{saved}:{name}", "--src-tls-verify=false");

        var files = new ImageFiles(await SavedImages.OpenAsync(saved), new ImageCache(Path.Combine(_folder.FullName, "cache")), ImageLock.Load(LockFile));

        File.ReadAllText(await files.GetAsync(name, IstioImages.PilotPath, ImagePlatform.LinuxAmd64)).Should().Be("the pilot");
    }

    [SkippableFact]
    public async Task Whiteouts_of_several_layers_are_applied()
    {
        var address = await registry.StartAsync();
        var image = TestImage.Of(
            $"{address.Authority}/istio/layers:1.6.0",
            docker: false,
            Layer("the first"),
            TestLayer.Gzip(new TarBytes().Add("usr/local/bin/.wh.pilot-discovery", TarBytes.Regular).ToArray()),
            TestLayer.Plain(new TarBytes().Add("opt/pilot", TarBytes.Regular, "the pilot").Add("usr/local/bin/pilot-discovery", TarBytes.Symlink, link: "/opt/pilot").ToArray()));
        await registry.PushAsync(image);

        await LockAndPullAsync(image.Name, "the pilot");
    }

    private string LockFile => Path.Combine(_folder.FullName, "images.lock");

    private static TestLayer Layer(string pilot) => TestLayer.Gzip(TarBytes.WithPilot(pilot).ToArray());

    private static Task SkopeoAsync(string from, string to, params string[] more) => Tool.RunAsync("skopeo", ["--insecure-policy", "copy", "--quiet", .. more, from, to]);

    private async Task<ImageReference> PushAsync(string repository, string format)
    {
        Tool.SkipWithout("skopeo");
        var address = await registry.StartAsync();
        var name = ImageReference.Parse($"{address.Authority}/{repository}:1.6.0");
        var image = TestImage.Of(name.Name, docker: false, Layer("the first"), Layer("the pilot"));
        var layout = SavedImage.Oci(image, ("org.opencontainers.image.ref.name", "1.6.0")).ToDirectory(Path.Combine(_folder.FullName, "made"));
        await SkopeoAsync($"oci:{layout}:1.6.0", $"docker://{name}", "--dest-tls-verify=false", "--format", format);
        return name;
    }

    private async Task<LockResult> LockAsync(ImageReference name)
    {
        using var client = new RegistryClient();
        return (await new ImageLocker(client).LockAsync(LockFile, [name])).Single();
    }

    private async Task LockAndPullAsync(ImageReference name, string content, ImagePlatform? platform = null, string? problem = null)
    {
        (await LockAsync(name)).Problem.Should().Be(problem);
        using var client = new RegistryClient();
        var files = new ImageFiles(client, new ImageCache(Path.Combine(_folder.FullName, "cache")), ImageLock.Load(LockFile));
        File.ReadAllText(await files.GetAsync(name, IstioImages.PilotPath, platform ?? ImagePlatform.LinuxAmd64)).Should().Be(content);
    }
}
