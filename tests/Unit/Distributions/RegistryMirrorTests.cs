using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

public sealed class RegistryMirrorTests : RegistryTests
{
    [Fact]
    public async Task A_mirror_is_asked_first()
    {
        using var client = Client(Mirrored(Other.Address));

        await ConfigAsync(client);

        Other.Requests.Should().ContainSingle();
        Registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_mirror_may_have_a_path()
    {
        await using var mirror = await TestServer.StartAsync(MemoryRegistry.Serve(Image, prefix: "cache/hub/"));
        using var client = Client(Mirrored(new Uri(mirror.Address, "/cache/hub/")));

        await client.FetchManifestAsync(Name);
        await ConfigAsync(client);

        mirror.Requests.Should().HaveCount(2);
        Registry.Requests.Should().BeEmpty();
    }

    [Theory, InlineData("missing"), InlineData("broken"), InlineData("wrong"), InlineData("short")]
    public async Task A_mirror_that_fails_is_followed_by_the_registry(string fault)
    {
        var config = Image.Blobs[Image.Config];
        Other.With("/blobs/", fault switch
        {
            "missing" => Faults.Status(404),
            "broken" => Faults.Status(500),
            "wrong" => Faults.Content(new byte[config.Length]),
            _ => Faults.CutAfter(config, 20),
        }, times: 100);
        using var client = Client(Mirrored(Other.Address) with { Retries = 1 });

        await ConfigAsync(client);

        Registry.Requests.Should().ContainSingle().Which.Range.Should().BeNull("what a mirror sent is no beginning");
    }

    [Fact]
    public async Task When_mirror_andRegistry_fail_both_reasons_are_told()
    {
        Other.With("/manifests/", Faults.Status(404));
        Registry.With("/manifests/", Faults.Status(403));
        using var client = Client(Mirrored(Other.Address));

        var fetch = () => client.FetchManifestAsync(Name);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage($"*{Other.Address.Authority}*404*; *{Name.Registry}*403*");
    }

    [Fact]
    public async Task A_mirror_by_plain_http_elsewhere_is_refused()
    {
        using var client = Client(Mirrored(new Uri("http://docker.io")));

        var fetch = () => client.FetchManifestAsync(Name);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage("the mirror http://docker.io/*is neither https nor on this machine");
    }

    private RegistryOptions Mirrored(Uri mirror) => new() { Mirrors = new Dictionary<string, IReadOnlyList<Uri>> { [Name.Registry] = [mirror] } };
}
