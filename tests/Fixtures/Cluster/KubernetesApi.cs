using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IstioRegressions.Meshes;
using k8s;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>
/// Objects of any kind, by the API server's own discovery: which kinds there are, under which paths, and whether they
/// belong to a namespace, is asked at run time.
/// </summary>
/// <param name="client">The client, disposed with this.</param>
/// <param name="name">What errors call the cluster.</param>
internal sealed class KubernetesApi(Kubernetes client, string name) : IDisposable
{
    private const string Manager = "istio-regressions";

    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), (string Plural, bool Namespaced)> _kinds = new();

    /// <summary>The typed client.</summary>
    public Kubernetes Client => client;

    /// <summary>What errors call the cluster.</summary>
    public string Name => name;

    /// <summary>Applies an object by server-side apply, taking every field over.</summary>
    /// <returns>The object's resource version.</returns>
    /// <exception cref="ManifestException">The cluster does not know its kind, or refuses it.</exception>
    public async Task<string> ApplyAsync(string manifest, ManifestObject wanted, string @namespace, CancellationToken ct)
    {
        var (path, namespaced) = await LocateAsync(manifest, wanted, @namespace, ct);
        using var body = new StringContent(wanted.In(namespaced ? @namespace : null), Encoding.UTF8, new MediaTypeHeaderValue("application/apply-patch+yaml"));
        var (status, answer) = await SendAsync(HttpMethod.Patch, $"{path}?fieldManager={Manager}&force=true", body, ct);
        return status is HttpStatusCode.OK or HttpStatusCode.Created
            ? Of(answer).GetProperty("metadata").GetProperty("resourceVersion").GetString()!
            : throw new ManifestException(manifest, $", {wanted.Key}: refused by {name}: {Message(status, answer)}");
    }

    /// <summary>Deletes an object; one that is not there is an error.</summary>
    /// <exception cref="ManifestException">It is not there, or may not be deleted.</exception>
    public async Task DeleteAsync(string manifest, ManifestObject unwanted, string @namespace, CancellationToken ct)
    {
        var (path, _) = await LocateAsync(manifest, unwanted, @namespace, ct);
        var (status, answer) = await SendAsync(HttpMethod.Delete, path, null, ct);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
        {
            throw new ManifestException(manifest, $": {unwanted.Key} cannot be deleted: {Message(status, answer)}");
        }
    }

    /// <summary>What a path answers; null where there is nothing.</summary>
    /// <exception cref="MeshException">It answers with an error.</exception>
    public async Task<JsonElement?> GetAsync(string path, CancellationToken ct)
    {
        var (status, answer) = await SendAsync(HttpMethod.Get, path, null, ct);
        return status switch
        {
            HttpStatusCode.OK => Of(answer),
            HttpStatusCode.NotFound => null,
            _ => throw new MeshException($"{name} does not show {path}: {Message(status, answer)}") { IsOurs = true },
        };
    }

    /// <summary>Deletes what stands at a path; whether it was there.</summary>
    /// <exception cref="MeshException">It may not be deleted.</exception>
    public async Task<bool> DeleteAsync(string path, CancellationToken ct)
    {
        var (status, answer) = await SendAsync(HttpMethod.Delete, path, null, ct);
        return status switch
        {
            HttpStatusCode.OK or HttpStatusCode.Accepted => true,
            HttpStatusCode.NotFound => false,
            _ => throw new MeshException($"{name} does not delete {path}: {Message(status, answer)}") { IsOurs = true },
        };
    }

    /// <summary>The objects of a collection; none where there is no such collection.</summary>
    /// <exception cref="MeshException">It answers with an error.</exception>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, CancellationToken ct) =>
        [.. (await GetAsync(path, ct))?.GetProperty("items").EnumerateArray().AsEnumerable() ?? []];

    /// <summary>The name of an object.</summary>
    public static string NameOf(JsonElement o) => o.GetProperty("metadata").GetProperty("name").GetString()!;

    /// <summary>Where an object stands.</summary>
    /// <exception cref="ManifestException">The cluster does not know its kind.</exception>
    public async Task<string> PathAsync(string manifest, ManifestObject o, string @namespace, CancellationToken ct) => (await LocateAsync(manifest, o, @namespace, ct)).Path;

    /// <summary>Changes fields of the object at a path; of containers those that are named.</summary>
    /// <exception cref="MeshException">It is refused.</exception>
    public async Task ChangeAsync(string path, string json, CancellationToken ct)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/strategic-merge-patch+json");
        var (status, answer) = await SendAsync(HttpMethod.Patch, $"{path}?fieldManager={Manager}", body, ct);
        if (status != HttpStatusCode.OK)
        {
            throw new MeshException($"{name} does not change {path}: {Message(status, answer)}") { IsOurs = true };
        }
    }

    /// <summary>Makes an object at the path of its collection.</summary>
    /// <exception cref="MeshException">It is refused.</exception>
    public async Task<JsonElement> CreateAsync(string path, string json, CancellationToken ct)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        var (status, answer) = await SendAsync(HttpMethod.Post, path, body, ct);
        return status is HttpStatusCode.Created or HttpStatusCode.OK
            ? Of(answer)
            : throw new MeshException($"{name} refuses an object at {path}: {Message(status, answer)}") { IsOurs = true };
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private async Task<(string Path, bool Namespaced)> LocateAsync(string manifest, ManifestObject o, string @namespace, CancellationToken ct)
    {
        var root = o.ApiVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{o.ApiVersion}" : $"api/{o.ApiVersion}";
        if (!_kinds.TryGetValue((o.ApiVersion, o.Key.Kind), out var kind))
        {
            await DiscoverAsync(o.ApiVersion, root, ct);
            if (!_kinds.TryGetValue((o.ApiVersion, o.Key.Kind), out kind))
            {
                throw new ManifestException(manifest, $", {o.Key}: {name} knows no kind {o.Key.Kind} in {o.ApiVersion}; are the custom resource definitions of this version installed?");
            }
        }

        return (kind.Namespaced ? $"{root}/namespaces/{@namespace}/{kind.Plural}/{o.Key.Name}" : $"{root}/{kind.Plural}/{o.Key.Name}", kind.Namespaced);
    }

    private async Task DiscoverAsync(string apiVersion, string root, CancellationToken ct)
    {
        if (await GetAsync(root, ct) is not { } list)
        {
            return;
        }

        foreach (var resource in list.GetProperty("resources").EnumerateArray())
        {
            var plural = resource.GetProperty("name").GetString()!;
            if (!plural.Contains('/', StringComparison.Ordinal)) // a subresource
            {
                _kinds[(apiVersion, resource.GetProperty("kind").GetString()!)] = (plural, resource.GetProperty("namespaced").GetBoolean());
            }
        }
    }

    private async Task<(HttpStatusCode Status, string Answer)> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseUri, path)) { Content = body };
        if (client.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(request, ct);
        }

        try
        {
            using var answer = await client.HttpClient.SendAsync(request, ct);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
        }
        catch (HttpRequestException e)
        {
            throw new MeshException($"{name} cannot be reached at {client.BaseUri}: {e.InnerException?.Message ?? e.Message}; see that its API server runs there, and that the kubeconfig is of today", e) { IsOurs = true };
        }
    }

    private static JsonElement Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    // The API server answers with an object of kind Status; what stands between may answer with anything.
    private static string Message(HttpStatusCode status, string answer)
    {
        try
        {
            return $"{(int)status}, {Of(answer).GetProperty("message").GetString()}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{(int)status} {status}";
        }
    }
}
