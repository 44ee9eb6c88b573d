using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioRegressions.Reference.Pilot.Generation;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>
/// The pages that proxies polled before they were sent anything: clusters, routes of a port, hosts of a service. Each answer
/// is kept until something changes.
/// </summary>
/// <param name="services">What they are made of.</param>
/// <param name="tell">How a flush tells a stream of endpoints alone.</param>
internal sealed class V1Pages(PilotServices services, Func<PushQueue, PushRequest, Task> tell)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly SemaphoreSlim _flushing = new(1);
    private ConcurrentDictionary<string, byte[]> _answers = new(StringComparer.Ordinal);

    /// <summary>Answers a path under /v1; 404 where it is none.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        // What a flush overtakes is kept by nobody: the answers that it was made for are no longer those that are asked.
        var answers = _answers;
        var path = http.Request.Path.Value!;
        if (!answers.TryGetValue(path, out var answer) && Make(path.Split('/')[2..]) is { } made)
        {
            answers[path] = answer = Encoding.UTF8.GetBytes(made.ToJsonString(Json));
        }

        if (answer is null)
        {
            await DebugPages.TextAsync(http, 404, $"there is no {path}\n");
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    /// <summary>Forgets the answers and tells the streams of endpoints, one flush after the other.</summary>
    public async Task FlushAsync(PushRequest push)
    {
        await _flushing.WaitAsync();
        try
        {
            _answers = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var queue in services.EndpointClusters.Queues)
            {
                await tell(queue, push);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    private JsonObject? Make(string[] path)
    {
        try
        {
            return path switch
            {
                ["clusters", _, var node] => new JsonObject { ["clusters"] = Array(Clusters(node)) },
                ["routes", var port, _, var node] when int.TryParse(port, out var number) => new JsonObject { ["validate_clusters"] = true, ["virtual_hosts"] = Array(VirtualHosts(number, node)) },
                ["registration", var key] => new JsonObject { ["hosts"] = Array(Hosts(ClusterName.Parse(key))) },
                _ => null,
            };
        }
        catch (FormatException e)
        {
            services.Log.Warn("v1", e.Message);
            return null;
        }
    }

    private IEnumerable<JsonObject> Clusters(string node) =>
        from service in Visible(node)
        from port in service.Ports
        select new JsonObject
        {
            ["name"] = Outbound(service, port),
            ["service_name"] = Key(service, port),
            ["connect_timeout_ms"] = 1000,
            ["type"] = "sds",
            ["lb_type"] = "round_robin",
        };

    private IEnumerable<JsonObject> VirtualHosts(int number, string node) =>
        from service in Visible(node)
        from port in service.Ports
        where port.Number == number && port.Protocol.IsHttp
        select new JsonObject
        {
            ["name"] = Key(service, port),
            ["domains"] = new JsonArray(service.Host, $"{service.Host}:{port.Number}"),
            ["routes"] = new JsonArray(new JsonObject { ["prefix"] = "/", ["cluster"] = Outbound(service, port), ["timeout_ms"] = 0 }),
        };

    private IEnumerable<JsonObject> Hosts(ClusterName name) =>
        services.Pusher.Context.Services.FirstOrDefault(s => s.Host == name.Host) is { } service
            ? services.Pusher.Shards.Of(service.Key).Where(e => e.ServicePortName == name.PortName).Select(e => new JsonObject { ["ip_address"] = e.Address, ["port"] = e.Port })
            : [];

    private static JsonArray Array(IEnumerable<JsonObject> items) => new([.. items]);

    private IReadOnlyList<Service> Visible(string node) =>
        services.Pusher.Context.Scopes.Of(Proxy.Parse(new Node { Id = node }).Namespace).Services;

    private static string Outbound(Service service, ServicePort port) => $"out.{Key(service, port)}";

    private static string Key(Service service, ServicePort port) => $"{service.Host}|{port.Name}";
}
