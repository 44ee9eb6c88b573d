using System.Net;
using System.Net.Sockets;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Reference;
using IstioRegressions.Reference.App;

namespace IstioRegressions.Unit.Reference.App;

public sealed class AppServerTests
{
    private static readonly IPEndPoint Any = new(IPAddress.Loopback, 0);

    [Theory]
    [InlineData("/", 200, "shop")]
    [InlineData("/status/418", 418, "")]
    [InlineData("/status/x", 400, "/status/x has no number that can be used")]
    [InlineData("/delay/0.001", 200, "shop")]
    [InlineData("/slow-close/0.001", 200, "shop")]
    [InlineData("/ready", 200, "ready")]
    public async Task A_page_answers_as_httpbin_does(string path, int status, string body)
    {
        await using var app = await StartAsync();
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri($"http://{app.EndPoints[0]}{path}"));

        ((int)answer.StatusCode).Should().Be(status);
        (await answer.Content.ReadAsStringAsync()).Should().Be(body);
    }

    [Fact]
    public async Task The_headers_page_has_what_was_sent()
    {
        await using var app = await StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("x-request-id", "42");

        (await client.GetStringAsync(new Uri($"http://{app.EndPoints[0]}/headers"))).Should().Contain("\"X-Request-ID\":\"42\"");
    }

    [Fact]
    public async Task As_many_bytes_come_as_are_asked_for()
    {
        await using var app = await StartAsync();

        var report = await TrafficRun.RunAsync(new TrafficOptions { Server = app.EndPoints[0], Path = "/bytes/70000", Requests = 2, Users = 1 });

        report.Bytes.Should().Be(140_000);
    }

    [Fact]
    public async Task A_body_that_is_cut_short_does_not_count_as_an_answer()
    {
        await using var app = await StartAsync();

        var report = await TrafficRun.RunAsync(new TrafficOptions { Server = app.EndPoints[0], Path = "/cut/10", Requests = 3, Users = 1 });

        report.Successful.Should().Be(0);
        report.FailedBy.Keys.Should().BeSubsetOf([FailureCause.ClosedEarly, FailureCause.Reset]);
    }

    [Fact]
    public async Task An_application_that_is_never_ready_says_so_and_serves()
    {
        await using var app = await StartAsync(o => o with { ReadyAfter = null });
        using var client = new HttpClient();

        using var ready = await client.GetAsync(new Uri($"http://{app.EndPoints[0]}/ready"));

        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await client.GetStringAsync(new Uri($"http://{app.EndPoints[0]}/"))).Should().Be("shop");
    }

    [Fact]
    public async Task The_echo_sends_back_what_comes_and_ends_with_the_other_side()
    {
        await using var app = await StartAsync(o => o with { Tcp = Any });
        using var client = new TcpClient();
        await client.ConnectAsync(app.EndPoints[1]);

        await client.Client.SendAsync("hello"u8.ToArray());
        using var reader = new StreamReader(client.GetStream());
        client.Client.Shutdown(SocketShutdown.Send);

        (await reader.ReadToEndAsync()).Should().Be("hello");
    }

    [Fact]
    public async Task The_echo_is_bound_before_anybody_can_be_told_that_the_application_is_ready()
    {
        using var http = new TcpListener(Any);
        using var echo = new TcpListener(Any);
        http.Start();
        echo.Start();

        var start = () => StartAsync(o => o with { Http = (IPEndPoint)http.LocalEndpoint, Tcp = (IPEndPoint)echo.LocalEndpoint });

        await start.Should().ThrowAsync<IOException>().WithMessage($"*{echo.LocalEndpoint}*");
    }

    [Fact]
    public async Task An_application_that_drains_answers_what_was_asked_and_refuses_what_comes()
    {
        await using var app = await StartAsync();
        using var client = new HttpClient();
        var address = app.EndPoints[0];
        await using var slow = await client.GetStreamAsync(new Uri($"http://{address}/slow-close/0.2"));

        await app.DrainAsync();

        using var reader = new StreamReader(slow);
        (await reader.ReadToEndAsync()).Should().Be("shop");
        await Closed.RefusesAsync(address);
        (await TrafficRun.RunAsync(new TrafficOptions { Server = address, Requests = 1 })).FailedBy.Should().ContainKey(FailureCause.Refused);
    }

    [Theory]
    [InlineData("--http 127.0.0.1", "--http 127.0.0.1 is not ADDRESS:PORT*")]
    [InlineData("--http 127.0.0.1:1 --on-sigterm sulk", "--on-sigterm sulk is not exit, drain or ignore")]
    [InlineData("--http 127.0.0.1:1 --ready-after soon", "--ready-after soon is neither a duration*")]
    [InlineData("", "*--http*")]
    public void Arguments_that_cannot_be_used_are_refused_by_name(string arguments, string error)
    {
        var parse = () => new AppCommandLine().Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        parse.Should().Throw<CommandLineException>().WithMessage(error);
    }

    private static Task<AppServer> StartAsync(Func<AppOptions, AppOptions>? with = null)
    {
        var options = new AppOptions(Any, null, "shop", TimeSpan.Zero, AppStop.Drain);
        return AppServer.StartAsync(with?.Invoke(options) ?? options, TimeProvider.System, default);
    }
}
