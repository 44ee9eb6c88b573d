using System.Runtime;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>The pages under /debug, with the paths and the shapes of 1.6.</summary>
internal sealed class DebugPages(PilotServices services)
{
    private static readonly JsonWriterOptions Json = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RegistryPages _registry = new(services.Pusher);

    /// <summary>Answers a request for a page; 404 for a path that is none.</summary>
    public Task HandleAsync(HttpContext http) => http.Request.Path.Value switch
    {
        "/debug/configz" => WriteAsync(http, Configuration),
        "/debug/registryz" => WriteAsync(http, _registry.Services),
        "/debug/endpointz" => http.Request.Query.ContainsKey("brief") ? TextAsync(http, 200, _registry.BriefEndpoints()) : WriteAsync(http, _registry.Endpoints),
        "/debug/endpointShardz" => WriteAsync(http, _registry.Shards),
        "/debug/syncz" => WriteAsync(http, Synchronization),
        "/debug/adsz" => Pushes(http) ? TextAsync(http, 200, $"Pushed to {services.Pusher.PushAll()} servers") : WriteAsync(http, Connections),
        "/debug/edsz" => EndpointsOfProxyAsync(http),
        "/debug/pprof/heap" => HeapAsync(http),
        _ => TextAsync(http, 404, $"there is no {http.Request.Path.Value}\n"),
    };

    /// <summary>Answers with a text.</summary>
    public static async Task TextAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    private static bool Pushes(HttpContext http) => http.Request.Query["push"].ToString().Length > 0;

    private static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, Json))
        {
            write(json);
        }

        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
    }

    private void Configuration(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var stored in services.Store.Objects)
        {
            ConfigJson.Write(json, stored);
        }

        RegistryPages.EndWithEmpty(json);
    }

    private void Synchronization(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var connection in services.Connections.All)
        {
            ConnectionJson.WriteStatus(json, connection, services.Behaviour.NonceAcknowledged);
        }

        json.WriteEndArray();
    }

    private void Connections(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var connection in services.Connections.All)
        {
            ConnectionJson.WriteResources(json, connection, services.Generator);
        }

        json.WriteEndArray();
    }

    private async Task EndpointsOfProxyAsync(HttpContext http)
    {
        if (Pushes(http))
        {
            services.Pusher.PushAll();
        }

        var proxy = http.Request.Query["proxyID"].ToString();
        if (proxy.Length == 0)
        {
            await TextAsync(http, 400, "You must provide a proxyID in the query string");
        }
        else if (services.Connections.Find(proxy) is not { } connection)
        {
            await TextAsync(http, 404, "Proxy not connected to this Pilot instance. It may be connected to another instance.");
        }
        else
        {
            var assignments = services.Generator.Generate(connection.Of(ServedType.Endpoints), connection.Proxy, connection.Scope);
            await WriteAsync(http, json => ConnectionJson.WriteMessages(json, assignments));
        }
    }

    private static Task HeapAsync(HttpContext http)
    {
        if (http.Request.Query["gc"].ToString() == "1")
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        }

        return TextAsync(http, 200, $"This pilot is no Go program and has no heap profile; it holds {GC.GetTotalMemory(forceFullCollection: false)} bytes.\n");
    }
}
