using System.Collections.Immutable;
using System.Text.Json;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>
/// A sidecar of 0.7, which asks for its configuration over HTTP again and again: for its clusters, for the routes of a port,
/// and for the hosts of each cluster (v1 of the API).
/// </summary>
/// <param name="http">The control plane.</param>
/// <param name="node">Who it is: the node id.</param>
/// <param name="port">The port whose routes it has.</param>
internal sealed class PolledRouting(PilotHttp http, string node, int port) : RoutingView
{
    private const string ServiceCluster = "istio-proxy";

    public override async Task<RoutingState> LookAsync(CancellationToken ct = default)
    {
        using var clusters = await GetAsync($"/v1/clusters/{ServiceCluster}/{node}", ct);
        using var routes = await GetAsync($"/v1/routes/{port}/{ServiceCluster}/{node}", ct);
        var endpoints = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var cluster in clusters.RootElement.GetProperty("clusters").EnumerateArray())
        {
            endpoints[cluster.GetProperty("name").GetString()!] = await CountAsync(cluster, ct);
        }

        var named =
            from host in routes.RootElement.GetProperty("virtual_hosts").EnumerateArray()
            from domain in host.GetProperty("domains").EnumerateArray()
            from route in host.GetProperty("routes").EnumerateArray()
            where route.TryGetProperty("cluster", out _)
            select (Domain: domain.GetString()!, Cluster: route.GetProperty("cluster").GetString()!);
        return new RoutingState(named.ToLookup(r => r.Domain, r => r.Cluster, StringComparer.Ordinal), endpoints.ToImmutable());
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<int> CountAsync(JsonElement cluster, CancellationToken ct)
    {
        if (cluster.GetProperty("type").GetString() != "sds")
        {
            return cluster.TryGetProperty("hosts", out var inside) ? inside.GetArrayLength() : 0;
        }

        using var hosts = await GetAsync($"/v1/registration/{Uri.EscapeDataString(cluster.GetProperty("service_name").GetString()!)}", ct);
        return hosts.RootElement.GetProperty("hosts").GetArrayLength();
    }

    private async Task<JsonDocument> GetAsync(string path, CancellationToken ct)
    {
        try
        {
            return JsonDocument.Parse(await http.GetAsync(path, ct));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new MeshException($"the control plane does not answer {path}: {e.Message}", e);
        }
    }
}
