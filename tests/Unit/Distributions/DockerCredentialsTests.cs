using System.Text;
using IstioRegressions.Distributions;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Distributions;

public sealed class DockerCredentialsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("https://index.docker.io/v1/", "registry-1.docker.io")]
    [InlineData("docker.io", "registry-1.docker.io")]
    [InlineData("registry.example:5000", "registry.example:5000")]
    [InlineData("https://registry.example/v2/", "registry.example")]
    public void What_docker_login_left_is_read_for_the_host_that_is_asked(string registry, string host)
    {
        var read = Read($$"""{ "auths": { "{{registry}}": { "auth": "{{Base64("istio:pin:ned")}}" } }, "credsStore": "" }""");

        read.Should().ContainSingle().Which.Should().Match<KeyValuePair<string, System.Net.NetworkCredential>>(c =>
            c.Key == host && c.Value.UserName == "istio" && c.Value.Password == "pin:ned");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "auths": { "registry.example": {} }, "credsStore": "desktop" }""")]
    [InlineData("""{ "auths": { "registry.example": null } }""")]
    public void What_is_kept_elsewhere_is_nobody(string json) => Read(json).Should().BeEmpty();

    [Fact]
    public void No_file_is_nobody() => DockerCredentials.Read(_folder["config.json"]).Should().BeEmpty();

    [Theory]
    [InlineData("{", "it is no JSON of that form, line 1")]
    [InlineData("""{ "auths": [] }""", "it is no JSON of that form")]
    [InlineData("""{ "auths": { "registry.example": { "auth": "secret!" } } }""", "what it has for registry.example is no user and password")]
    [InlineData("""{ "auths": { "registry.example": { "auth": "c2VjcmV0" } } }""", "what it has for registry.example is no user and password")]
    public void A_file_that_is_none_is_refused_without_what_is_secret(string json, string message)
    {
        var read = () => Read(json);

        read.Should().Throw<ImageException>().WithMessage($"{_folder["config.json"]} cannot be read: {message}*DOCKER_CONFIG*")
            .Which.Message.Should().NotContainAny("secret", "c2VjcmV0");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private IReadOnlyDictionary<string, System.Net.NetworkCredential> Read(string json)
    {
        File.WriteAllText(_folder["config.json"], json);
        return DockerCredentials.Read(_folder["config.json"]);
    }
}
