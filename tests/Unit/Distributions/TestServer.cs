using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IstioRegressions.Unit.Distributions;

/// <summary>A web server on a free port of loopback. Faults stand between a client and what it serves.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string? Authorization, string? Range)> _requests = new();
    private readonly WebApplication _app;
    private RequestDelegate _serve;

    private TestServer(WebApplication app, RequestDelegate serve) => (_app, _serve) = (app, serve);

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<(string Path, string? Authorization, string? Range)> Requests => [.. _requests];

    public static async Task<TestServer> StartAsync(RequestDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.AllowSynchronousIO = false);
        var server = new TestServer(builder.Build(), serve);
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Puts a fault before what is served, for the first requests whose path holds a text.</summary>
    public TestServer With(string path, RequestDelegate fault, int times = 1)
    {
        var (left, next) = (times, _serve);
        _serve = context => context.Request.Path.Value!.Contains(path, StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 ? fault(context) : next(context);
        return this;
    }

    public int Count(string path) => _requests.Count(r => r.Path.Contains(path, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }

    private Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        _requests.Enqueue((context.Request.Path + context.Request.QueryString, (string?)headers.Authorization, (string?)headers.Range));
        return _serve(context);
    }
}
