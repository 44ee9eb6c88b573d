using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>
/// A sidecar of 0.7, which asks for its configuration over HTTP again and again: for its clusters, for the routes of a port,
/// and for the hosts of each cluster (v1 of the API). It has asked for its clusters, and asks for its routes when it is looked at.
/// </summary>
internal sealed class PolledRouting : RoutingView
{
    private const string ServiceCluster = "istio-proxy";

    private static int _passersBy;

    private readonly PilotHttp _http;
    private readonly string _node;
    private readonly int _port;

    private PolledRouting(PilotHttp http, string node, int port) => (_http, _node, _port) = (http, node, port);

    /// <summary>Asks for the clusters.</summary>
    /// <param name="http">The control plane.</param>
    /// <param name="node">Who it is: the node id.</param>
    /// <param name="port">The port whose routes it will have.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">The control plane does not answer.</exception>
    public static async Task<PolledRouting> StartAsync(PilotHttp http, string node, int port, CancellationToken ct)
    {
        var routing = new PolledRouting(http, node, port);
        using var clusters = await routing.ClustersAsync(ServiceCluster, ct);
        return routing;
    }

    public override Task<RoutingState> LookAsync(string host, CancellationToken ct = default) => LookAsync(ServiceCluster, host, ct);

    // Answers are kept by path, and the service cluster is a part of it that says nothing else.
    public override Task<RoutingState> LookAnewAsync(string host, CancellationToken ct = default) =>
        LookAsync(string.Create(CultureInfo.InvariantCulture, $"passer-by-{Interlocked.Increment(ref _passersBy)}"), host, ct);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<RoutingState> LookAsync(string serviceCluster, string host, CancellationToken ct)
    {
        using var clusters = await ClustersAsync(serviceCluster, ct);
        using var routes = await GetAsync($"/v1/routes/{_port}/{serviceCluster}/{_node}", ct);
        var named =
            from virtualHost in routes.RootElement.GetProperty("virtual_hosts").EnumerateArray()
            from domain in virtualHost.GetProperty("domains").EnumerateArray()
            from route in virtualHost.GetProperty("routes").EnumerateArray()
            where route.TryGetProperty("cluster", out _)
            select (Domain: domain.GetString()!, Cluster: route.GetProperty("cluster").GetString()!);
        var byHost = named.ToLookup(r => r.Domain, r => r.Cluster, StringComparer.Ordinal);
        var known = clusters.RootElement.GetProperty("clusters").EnumerateArray().ToLookup(c => c.GetProperty("name").GetString()!, StringComparer.Ordinal);
        var endpoints = 0;
        foreach (var cluster in byHost[host].SelectMany(name => known[name]))
        {
            endpoints += await CountAsync(cluster, ct);
        }

        return new RoutingState(host, byHost, known.Select(c => c.Key).ToImmutableHashSet(StringComparer.Ordinal), endpoints);
    }

    private Task<JsonDocument> ClustersAsync(string serviceCluster, CancellationToken ct) => GetAsync($"/v1/clusters/{serviceCluster}/{_node}", ct);

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
            return JsonDocument.Parse(await _http.GetAsync(path, ct));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new MeshException($"the control plane does not answer {path}: {e.Message}", e);
        }
    }
}
