using System.Text.Json;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.K3s;

/// <summary>Why a container did not start, in words that say what to do.</summary>
internal static class K3sTrouble
{
    /// <summary>Explains an error of the container library.</summary>
    /// <param name="error">The error.</param>
    /// <param name="image">The image that was to be run.</param>
    /// <param name="within">How long it had.</param>
    /// <param name="version">What a Docker that answers nevertheless says of its version; null where none does.</param>
    public static string Explain(Exception error, string image, TimeSpan within, (string Docker, string Api)? version = null) => error switch
    {
        DockerUnavailableException or DockerConfigurationException when version is var (docker, api) =>
            $"Docker {docker} speaks its API in version {api}, which is older than what is asked of it: set DOCKER_API_VERSION={api}, or bring Docker up to date",
        DockerUnavailableException or DockerConfigurationException =>
            "no Docker answers, and the environment k3s runs in one: start Docker, say with DOCKER_HOST where it is, or use a cluster that is there (ISTIO_ENVIRONMENT=cluster)",
        DockerApiException { Message: var m } when m.Contains("is too new", StringComparison.Ordinal) || m.Contains("client version", StringComparison.Ordinal) =>
            $"this Docker is older than what is asked of it: {m.Trim()}. Say which version it speaks, for example DOCKER_API_VERSION=1.41 for Docker 20.10, or bring it up to date",
        DockerApiException e when IsMissing(e) =>
            $"no image {image}: {e.Message.Trim()}. Load it into Docker (docker load), or name another with ISTIO_K3S_IMAGE",
        OperationCanceledException or TimeoutException =>
            $"{image} was not ready as a cluster within {within.TotalMinutes:0} min: load it into Docker before (docker pull, docker load) where the network is slow, and see its last lines where it is not",
        _ => $"{image} does not start as a cluster: {error.Message.Trim()}. A node runs in a privileged container: where Docker allows none, use a cluster that is there (ISTIO_ENVIRONMENT=cluster)",
    };

    /// <summary>What Docker says of its version, asked without the library; null where none answers.</summary>
    public static async Task<(string Docker, string Api)?> VersionAsync(CancellationToken ct)
    {
        using var docker = DockerHttp.Client();
        try
        {
            using var version = JsonDocument.Parse(await docker.GetStringAsync("version", ct));
            return (version.RootElement.GetProperty("Version").GetString()!, version.RootElement.GetProperty("ApiVersion").GetString()!);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or KeyNotFoundException or OperationCanceledException)
        {
            return null;
        }
    }

    private static bool IsMissing(DockerApiException e) =>
        e.Message.Contains("No such image", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("manifest", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("pull access denied", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("/v2/", StringComparison.Ordinal); // a registry's own path
}
