using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using IstioRegressions.Distributions;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

/// <summary>A real registry that lets in only whom it knows: by password, and by the tokens of a server of ours.</summary>
public sealed class DockerRegistryAuthenticationTests : IDisposable
{
    // istio:pinned, as htpasswd -B writes it: the only form that the registry reads.
    private const string Password = "istio:$2y$04$mfopgduNSNlz9EXTDiFTnejytFlCAT5uKrkUrSlNmf/vFxoyi3Uf.";

    private static readonly TestImage Image = TestImage.Of(TestLayer.Gzip(TarBytes.WithPilot().ToArray()));

    private readonly DockerRegistry _registry = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-");

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task A_registry_with_a_password_is_pulled_from_with_it_only()
    {
        await File.WriteAllTextAsync(Path.Combine(_registry.Folder, "htpasswd"), Password);
        var address = await _registry.StartAsync($"auth: {{ htpasswd: {{ realm: a registry, path: {_registry.Folder}/htpasswd }} }}");
        await _registry.PushAsync(Image, new AuthenticationHeaderValue("Basic", Convert.ToBase64String("istio:pinned"u8)));

        (await PilotAsync(address, new NetworkCredential("istio", "pinned"))).Should().Be("the pilot");
        (await RefusalAsync(address, credential: null)).Should().Match($"*wants a user and a password; log in: docker login {address.Authority}");
        (await RefusalAsync(address, new NetworkCredential("istio", "wrong"))).Should().Match("*answers 401*");
    }

    [SkippableFact]
    public async Task A_registry_with_tokens_is_pulled_from_with_a_token_for_pulling()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=a token server", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_registry.Folder, "root.pem"), certificate.ExportCertificatePem());
        await using var server = await TestServer.StartAsync(context => context.Response.WriteAsync(JsonSerializer.Serialize(new { token = Token(key, certificate, now, context.Request.Query["scope"]!) })));
        var address = await _registry.StartAsync(
            $"auth: {{ token: {{ realm: {server.Address}token, service: a-registry, issuer: an-issuer, rootcertbundle: {_registry.Folder}/root.pem }} }}");
        await _registry.PushAsync(Image, new AuthenticationHeaderValue("Bearer", Token(key, certificate, now, "repository:istio/pilot:pull,push")));

        (await PilotAsync(address, credential: null)).Should().Be("the pilot");

        server.Requests.Should().ContainSingle("one token is enough for one repository")
            .Which.Path.Should().Be("/token?service=a-registry&scope=repository%3Aistio%2Fpilot%3Apull");
    }

    private static string Token(RSA key, X509Certificate2 certificate, DateTimeOffset now, string scope)
    {
        var parts = scope.Split(':');
        var header = new { typ = "JWT", alg = "RS256", x5c = new[] { Convert.ToBase64String(certificate.RawData) } };
        var claims = new
        {
            iss = "an-issuer",
            sub = "",
            aud = "a-registry",
            exp = now.AddMinutes(5).ToUnixTimeSeconds(),
            nbf = now.AddMinutes(-5).ToUnixTimeSeconds(),
            iat = now.ToUnixTimeSeconds(),
            jti = "1",
            access = new[] { new { type = parts[0], name = parts[1], actions = parts[2].Split(',') } },
        };
        var signed = $"{Encode(JsonSerializer.SerializeToUtf8Bytes(header))}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private async Task<string> PilotAsync(Uri registry, NetworkCredential? credential)
    {
        using var client = new RegistryClient(new RegistryOptions
        {
            Credentials = credential is null ? new Dictionary<string, NetworkCredential>() : new Dictionary<string, NetworkCredential> { [registry.Authority] = credential },
        });
        var files = new ImageFiles(client, new ImageCache(_folder.FullName), ImageLock.Empty);
        var file = await files.GetAsync(Image.Pinned with { Registry = registry.Authority }, IstioImages.PilotPath, ImagePlatform.LinuxAmd64);
        var content = await File.ReadAllTextAsync(file);
        Directory.Delete(_folder.FullName, recursive: true);
        _folder.Create();
        return content;
    }

    private async Task<string> RefusalAsync(Uri registry, NetworkCredential? credential)
    {
        var get = () => PilotAsync(registry, credential);
        return (await get.Should().ThrowAsync<ImageException>()).Which.Message;
    }
}
