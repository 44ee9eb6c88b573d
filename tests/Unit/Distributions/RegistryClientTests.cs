using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

public sealed class RegistryClientTests : RegistryTests
{
    [Fact]
    public async Task A_registry_that_is_there_passes_the_check()
    {
        using var client = Client();

        await client.CheckAsync(Name);

        Registry.Requests.Should().ContainSingle().Which.Path.Should().Be("/v2/");
    }

    [Fact]
    public async Task A_registry_that_is_not_there_fails_the_check_with_its_name()
    {
        using var client = Client(new RegistryOptions { Retries = 1 });
        using var nobody = new Nobody();
        var name = Image.Name with { Registry = $"{nobody.EndPoint}" };

        var check = () => client.CheckAsync(name);

        (await check.Should().ThrowAsync<ImageException>()).WithMessage($"{name}: http://{name.Registry}/v2/ cannot be read*2 times*");
    }

    [Fact]
    public async Task A_tag_gives_what_the_registry_has_now()
    {
        using var client = Client();

        var fetched = await client.FetchManifestAsync(Name);

        fetched.Digest.Should().Be(Image.Digest);
        fetched.MediaType.Should().Be(MediaTypes.OciManifest);
    }

    [Fact]
    public async Task A_tag_whose_content_is_not_what_the_registry_says_is_refused()
    {
        Registry.With("/manifests/", context =>
        {
            context.Response.Headers["Docker-Content-Digest"] = Image.Config.ToString();
            return Faults.Content(Image.Top)(context);
        });
        using var client = Client();

        var fetch = () => client.FetchManifestAsync(Name);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage($"*{Image.Config}*{Image.Digest}*");
    }

    [Theory, InlineData(301), InlineData(302), InlineData(303), InlineData(307), InlineData(308)]
    public async Task A_blob_may_be_elsewhere(int status)
    {
        Registry.With("/blobs/", Faults.RedirectTo(c => new Uri(Other.Address, c.Request.Path).ToString(), status));
        using var client = Client();

        await ConfigAsync(client);

        Other.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("http://docker.io/blob", "*redirects to http://docker.io/blob, which is neither https nor on this machine*")]
    [InlineData("file:///etc/passwd", "*redirects to file:///etc/passwd, which is neither https nor on this machine*")]
    [InlineData("blob", "*redirects more than 5 times*")]
    public async Task A_redirect_to_where_it_is_not_safe_or_without_an_end_is_refused(string location, string error)
    {
        Registry.With("/blobs/", Faults.RedirectTo(_ => location), times: 100);
        using var client = Client();

        var fetch = () => ConfigAsync(client);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage(error);
    }
}
