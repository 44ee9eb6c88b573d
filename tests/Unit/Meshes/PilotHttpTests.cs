using System.Net;
using IstioRegressions.Meshes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IstioRegressions.Unit.Meshes;

public sealed class PilotHttpTests
{
    private const string To16 = """
        [
        {
            "type": "service-entry",
            "group": "networking.istio.io",
            "name": "a",
            "namespace": "default",
            "resourceVersion": "2026-11-20 14:18:24.79 +0000 UTC m=+0.16",
            "Spec": {}
          },

        {}]
        """;

    private const string From17 = """
        [ { "kind": "ServiceEntry", "apiVersion": "networking.istio.io/v1alpha3",
            "metadata": { "name": "a", "namespace": "default", "resourceVersion": "2026-11-20 14:18:24.79 +0000 UTC m=+0.16" } } ]
        """;

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    [Theory]
    [InlineData(To16)]
    [InlineData(From17)]
    public async Task The_configuration_is_read_in_the_form_of_each_version(string json)
    {
        await using var server = await ServeAsync(http => http.Response.WriteAsync(json));
        using var pilot = new PilotHttp(Endpoints(server));

        var listed = await pilot.ConfigurationAsync(_limit.Token);

        listed.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create(
            new ObjectKey("ServiceEntry", "default", "a"), "2026-11-20 14:18:24.79 +0000 UTC m=+0.16"));
    }

    [Theory]
    [InlineData("{ \"half\": ")]
    [InlineData("{}")]
    public async Task What_is_no_configuration_is_no_answer(string body)
    {
        await using var server = await ServeAsync(http => http.Response.WriteAsync(body));
        using var pilot = new PilotHttp(Endpoints(server));

        (await pilot.ConfigurationAsync(_limit.Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_pilot_that_accepts_and_does_not_answer_is_not_ready()
    {
        await using var server = await ServeAsync(http => new TaskCompletionSource().Task.WaitAsync(http.RequestAborted));
        using var pilot = new PilotHttp(Endpoints(server));

        (await pilot.IsReadyAsync(_limit.Token)).Should().BeFalse();
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(503, false)]
    public async Task A_pilot_is_ready_when_it_says_so(int status, bool ready)
    {
        await using var server = await ServeAsync(http =>
        {
            http.Response.StatusCode = http.Request.Path == "/ready" ? status : 404;
            return Task.CompletedTask;
        });
        using var pilot = new PilotHttp(Endpoints(server));

        (await pilot.IsReadyAsync(TimeSpan.FromSeconds(30), _limit.Token)).Should().Be(ready);
    }

    [Fact]
    public async Task A_refusal_is_no_answer_also_when_it_comes_as_the_wait_is_given_up()
    {
        using var nobody = new Nobody();
        using var given = new CancellationTokenSource();
        using var pilot = new PilotHttp(new PilotEndpoints(nobody.EndPoint, nobody.EndPoint, nobody.EndPoint, nobody.EndPoint));

        (await Before(given.Cancel, () => pilot.IsReadyAsync(TimeSpan.FromMinutes(1), given.Token))).Should().BeFalse();
    }

    [Fact]
    public async Task The_heap_is_read_after_the_collection_that_was_asked_for()
    {
        var collected = false;
        await using var server = await ServeAsync(http =>
        {
            collected |= http.Request.Path == "/debug/pprof/heap" && http.Request.QueryString.Value == "?gc=1";
            return http.Response.WriteAsync($"# HELP go_memstats_heap_alloc_bytes x\ngo_memstats_heap_alloc_bytes {(collected ? "1.5e+06" : "9e+06")}\n");
        });
        using var pilot = new PilotHttp(Endpoints(server));

        var (heap, _) = await pilot.HeapAfterCollectionAsync(_limit.Token);

        heap.Should().Be(1_500_000);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return server;
    }

    private static PilotEndpoints Endpoints(WebApplication server)
    {
        var at = IPEndPoint.Parse(new Uri(server.Urls.Single()).Authority);
        return new PilotEndpoints(at, at, at, at);
    }

    /// <summary>Starts it so that something is done right before what it awaits is looked at.</summary>
    private static Task<T> Before<T>(Action first, Func<Task<T>> start)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new First(first));
        try
        {
            return start();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private sealed class First(Action first) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => ThreadPool.QueueUserWorkItem(_ =>
        {
            first();
            d(state);
        });
    }
}
