using System.Text;
using IstioRegressions.Distributions;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

public sealed class RegistryAuthorizationTests : RegistryTests
{
    private static readonly string Basic = "Basic " + Convert.ToBase64String("istio:pinned"u8);

    [Fact]
    public async Task A_password_is_given_where_it_is_asked_for_and_nowhere_else()
    {
        Registry.With("", NeedsPassword(), times: int.MaxValue).With("/blobs/", Authorized(Faults.RedirectTo(c => new Uri(Other.Address, c.Request.Path).ToString())), times: 100);
        using var client = Client(With(Registry));

        await ConfigAsync(client);

        Registry.Requests.Select(r => r.Authorization).Should().Equal(null, Basic);
        Other.Requests.Should().ContainSingle().Which.Authorization.Should().BeNull();
    }

    [Fact]
    public async Task A_password_that_is_not_known_is_an_error_that_names_the_registry()
    {
        Registry.With("", NeedsPassword(), times: 100);
        using var client = Client();

        var fetch = () => client.FetchManifestAsync(Name);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage($"*wants a user and a password; log in: docker login {Name.Registry}");
    }

    [Fact]
    public async Task A_token_is_fetched_once_and_again_when_it_expires()
    {
        var expected = "Bearer first";
        var tokens = new Queue<string>(["first", "second"]);
        var next = MemoryRegistry.Serve(Image);
        Other.With("/token", context => Faults.Content(Encoding.UTF8.GetBytes($$"""{"token":"{{tokens.Dequeue()}}"}"""))(context), times: 100);
        Registry.With("", context => context.Request.Headers.Authorization == expected ? next(context) : NeedsToken()(context), times: 100);
        using var client = Client(With(Other));

        await client.FetchManifestAsync(Name);
        await ConfigAsync(client);
        expected = "Bearer second";
        await ConfigAsync(client);

        Other.Requests.Should().HaveCount(2).And.OnlyContain(r => r.Path == "/token?service=a%20registry&scope=repository%3Aistio%2Fpilot%3Apull" && r.Authorization == null);
        Registry.Requests.Select(r => r.Authorization).Should().Equal(null, "Bearer first", "Bearer first", "Bearer first", "Bearer second");
    }

    [Fact]
    public async Task A_token_server_is_shown_the_password_of_the_registry()
    {
        Other.With("/token", Faults.Content("""{"access_token":"t"}"""u8.ToArray()));
        Registry.With("/manifests/", NeedsToken());
        using var client = Client(With(Registry));

        await client.FetchManifestAsync(Name);

        Other.Requests.Should().ContainSingle().Which.Authorization.Should().Be(Basic);
        Registry.Requests[^1].Authorization.Should().Be("Bearer t");
    }

    [Fact]
    public async Task A_token_server_that_fails_for_a_while_is_waited_out()
    {
        Other.With("/token", Faults.Content("""{"token":"t"}"""u8.ToArray())).With("/token", Faults.Status(503));
        Registry.With("/manifests/", NeedsToken(), times: 2);
        using var client = Client();

        (await client.FetchManifestAsync(Name)).Digest.Should().Be(Image.Digest);
    }

    [Theory]
    [InlineData("{}", "*answers without a token*")]
    [InlineData("""{"token":""}""", "*answers without a token*")]
    [InlineData("""{"token":"a\r\nX-Evil: b"}""", "*answers without a token*")]
    [InlineData("no json", "*the token of*is not readable*")]
    public async Task A_token_that_is_none_is_refused(string token, string error)
    {
        Other.With("/token", Faults.Content(Encoding.UTF8.GetBytes(token)));
        Registry.With("/manifests/", NeedsToken());
        using var client = Client();

        var fetch = () => client.FetchManifestAsync(Name);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage(error);
    }

    [Theory, InlineData("http://docker.io/token"), InlineData("ftp://docker.io/token"), InlineData("/token"), InlineData("")]
    public async Task A_token_server_that_is_not_safe_is_not_asked(string realm)
    {
        Registry.With("/manifests/", Faults.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{realm}\"")));
        using var client = Client(With(Registry));

        var fetch = () => client.FetchManifestAsync(Name);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage($"*wants a token of '{realm}', which is neither https nor on this machine");
    }

    [Fact]
    public async Task A_token_that_the_registry_refuses_is_an_error_and_no_loop()
    {
        Other.With("/token", Faults.Content("""{"token":"t"}"""u8.ToArray()), times: 100);
        Registry.With("/manifests/", NeedsToken(), times: 100);
        using var client = Client();

        var fetch = () => client.FetchManifestAsync(Name);

        (await fetch.Should().ThrowAsync<ImageException>()).WithMessage("*answers 401*check its name and the credentials*");
        Registry.Requests.Should().HaveCount(2);
    }

    private RequestDelegate NeedsToken() => Faults.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{Other.Address}token\",service=\"a registry\",scope=\"repository:istio/pilot:pull\""));

    private static RequestDelegate NeedsPassword() => Authorized(MemoryRegistry.Serve(Image));

    private static RequestDelegate Authorized(RequestDelegate serve) => context =>
        context.Request.Headers.Authorization == Basic ? serve(context) : Faults.Status(401, ("WWW-Authenticate", "Basic realm=\"a registry\""))(context);
}
