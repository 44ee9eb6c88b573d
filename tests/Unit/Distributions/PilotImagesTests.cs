using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Pilots where there is no network at all: the hub is a name that nobody answers to.</summary>
public sealed class PilotImagesTests : IDisposable
{
    private static readonly IstioVersion Version = IstioVersion.Parse("1.6.0");

    private readonly TempFolder _folder = new();
    private readonly TestImage _image = TestImage.Of("hub.invalid/istio/pilot:1.6.0", docker: true, ImagePlatform.Current, TestLayer.Gzip(TarBytes.WithPilot().ToArray()));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Saved_images_are_pinned_and_read_in_place_of_the_hub()
    {
        var layout = Save(_image);

        using var images = await PilotImages.OpenAsync(layout);
        var locked = await images.LockAsync([Version]);
        var file = await images.GetAsync(Version);

        locked.Should().ContainSingle().Which.Should().Match<LockResult>(r => r.Added && r.Locked!.Digest == _image.Digest);
        File.ReadAllText(file).Should().Be("the pilot");
        PilotImages.Pinned(layout).Should().Equal(Version);
        PilotImages.IsCached(layout, Version).Should().BeTrue();
    }

    [Fact]
    public async Task The_proxy_of_a_version_is_pinned_beside_its_pilot_and_taken_out()
    {
        var layer = TestLayer.Gzip(new TarBytes().Add("usr/local/bin/envoy", TarBytes.Regular, "the proxy").ToArray());
        var settings = Save(TestImage.Of("hub.invalid/istio/proxyv2:1.6.0", docker: true, ImagePlatform.Current, layer));

        using var images = await PilotImages.OpenAsync(settings);
        var locked = await images.LockAsync([Version], proxies: true);
        var file = await images.GetEnvoyAsync(Version);

        locked.Select(r => (r.Image.Name, r.Added)).Should().Equal((_image.Name.Name, false), ("hub.invalid/istio/proxyv2:1.6.0", true));
        File.ReadAllText(file).Should().Be("the proxy");
    }

    [Fact]
    public async Task What_is_saved_in_the_pinned_images_place_is_refused()
    {
        using (var images = await PilotImages.OpenAsync(Save(_image)))
        {
            await images.LockAsync([Version]);
        }

        var other = TestImage.Of(_image.Name.Name, docker: true, ImagePlatform.Current, TestLayer.Gzip(TarBytes.WithPilot("another").ToArray()));
        var settings = Save(other, "other");

        var get = () => PilotBinary.GetAsync(path: null, settings, Version);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"*pinned to {_image.Digest}*{other.Digest}*").Which.MayPass.Should().BeFalse();
        PilotImages.IsCached(settings, Version).Should().BeFalse();
    }

    [Fact]
    public async Task A_version_that_is_not_pinned_is_refused_with_the_command_that_pins_it()
    {
        var settings = Save(_image);
        using var images = await PilotImages.OpenAsync(settings);

        PilotBinary.Missing(path: null, settings, Version).Should()
            .Be($"there is no pilot 1.6.0: {_image.Name} is not pinned in {settings.Lock}; pin it: istio-regressions images lock --versions 1.6.0 --hub hub.invalid/istio, or give a binary: --pilot PATH (ISTIO_PILOT)");
        (await images.Awaiting(i => i.GetAsync(Version)).Should().ThrowAsync<ImageException>()).WithMessage($"{_image.Name} is not locked*");
        PilotImages.Pinned(settings).Should().BeEmpty();
    }

    [Fact]
    public void A_lock_file_that_is_none_is_an_error_that_names_it()
    {
        var settings = Save(_image);
        File.WriteAllText(settings.Lock, "not: [a list");

        var missing = () => PilotImages.Missing(settings, Version);

        missing.Should().Throw<FormatException>().WithMessage($"{settings.Lock}, line 1*");
    }

    private ImageSettings Save(TestImage image, string folder = "saved") => new()
    {
        Hub = "hub.invalid/istio",
        Lock = _folder["images.lock"],
        Cache = _folder["cache"],
        Saved = SavedImage.Oci(image, ("org.opencontainers.image.ref.name", image.Name.Name)).ToDirectory(_folder[folder]),
    };
}
