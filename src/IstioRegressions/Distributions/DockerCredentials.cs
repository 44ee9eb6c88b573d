using System.Net;
using System.Text;
using System.Text.Json;

namespace IstioRegressions.Distributions;

/// <summary>
/// Who we are to registries, as <c>docker login</c> left it: the section <c>auths</c> of <c>config.json</c> in
/// DOCKER_CONFIG, or in ~/.docker. What a credential helper keeps is not read.
/// </summary>
internal static class DockerCredentials
{
    // Docker's own name for its hub, from before there was a second version of the API.
    private const string DockerHub = "index.docker.io";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The file, whether it is there or not.</summary>
    public static string DefaultFile => Path.Combine(
        Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } directory
            ? directory
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker"),
        "config.json");

    /// <summary>User and password by host with port; none where the file does not exist.</summary>
    /// <exception cref="ImageException">The file is no configuration of Docker; the message names it, and never what is secret in it.</exception>
    public static IReadOnlyDictionary<string, NetworkCredential> Read(string? file = null)
    {
        file ??= DefaultFile;
        var credentials = new Dictionary<string, NetworkCredential>(StringComparer.OrdinalIgnoreCase);
        foreach (var (registry, auth) in Auths(file))
        {
            if (auth?.Auth is { Length: > 0 } text)
            {
                credentials[Host(registry)] = Credential(text) ?? throw Wrong(file, $"what it has for {registry} is no user and password");
            }
        }

        return credentials;
    }

    private static Dictionary<string, AuthJson?> Auths(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<ConfigJson>(File.ReadAllText(file), Json)?.Auths ?? [] : [];
        }
        catch (JsonException e)
        {
            throw Wrong(file, $"it is no JSON of that form, line {e.LineNumber + 1}");
        }
    }

    // A registry stands there as HOST[:PORT], or as an address.
    private static string Host(string registry)
    {
        var host = registry[(registry.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0)..].Split('/')[0];
        return host is DockerHub or "docker.io" ? ImageReference.DockerHubHost : host;
    }

    private static NetworkCredential? Credential(string auth)
    {
        var bytes = new byte[auth.Length];
        return Convert.TryFromBase64String(auth, bytes, out var count) && Encoding.UTF8.GetString(bytes, 0, count).Split(':', 2) is [{ Length: > 0 } user, var password]
            ? new NetworkCredential(user, password.TrimEnd('\0'))
            : null;
    }

    private static ImageException Wrong(string file, string what) =>
        new($"{file} cannot be read: {what}; correct it, or let DOCKER_CONFIG name another directory");

    private sealed record ConfigJson(Dictionary<string, AuthJson?>? Auths);

    private sealed record AuthJson(string? Auth);
}
