using System.Net;
using System.Net.Sockets;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Reference.DataPlane;

public sealed class ProxyTests
{
    private const int Port = 8080;

    [Fact]
    public async Task A_call_to_a_workload_goes_through_its_sidecar_to_its_application()
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        var app = await plane.StartAppAsync("shop", Port, echo: 9000);
        await plane.StartPilotAsync(Service("shop", workload), TcpService(workload));
        await plane.StartProxyAsync(plane.BootstrapOf(workload), app);

        var http = await LivePlane.AskAsync(new(workload, Port), LivePlane.Get("/", "shop.example"));
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(workload, 9000);
        await tcp.Client.SendAsync("hello"u8.ToArray());
        using var echo = new StreamReader(tcp.GetStream());
        tcp.Client.Shutdown(SocketShutdown.Send);

        http.Should().StartWith("HTTP/1.1 200").And.Contain("server: envoy\r\n").And.Contain("x-envoy-upstream-service-time: ").And.EndWith("shop");
        (await echo.ReadToEndAsync()).Should().Be("hello");
    }

    [Fact]
    public async Task A_call_from_a_workload_goes_where_its_host_says_and_else_where_it_wanted()
    {
        await using var plane = new LivePlane();
        var (client, shop, other) = (plane.NewAddress(), await plane.StartAppAsync("shop", Port), await plane.StartAppAsync("other", Port));
        await plane.StartPilotAsync(Service("shop", shop), Yaml.ServiceEntry("empty", "empty.example", $"ports: [{HttpPort}], resolution: STATIC"));
        await plane.StartProxyAsync(plane.BootstrapOf(client));
        Task<string> Ask(string host, IPAddress to) => LivePlane.AskAsync(new(client, 15001), LivePlane.Outbound($"{to}:{Port}", LivePlane.Get("/", host)));

        (await Ask("shop.example", other)).Should().EndWith("shop");
        (await Ask("nobody.example", other)).Should().EndWith("other");
        (await Ask("empty.example", other)).Should().StartWith("HTTP/1.1 503").And.EndWith("no healthy upstream");
        (await Ask("nobody.example", plane.NewAddress())).Should().StartWith("HTTP/1.1 503").And.EndWith("reset reason: connection failure");
        plane.Log.ToString().Should().Contain("\"GET /\" 503 UH").And.Contain("\"GET /\" 503 UF");
    }

    [Fact]
    public async Task Two_sidecars_and_an_ingress_listen_on_one_port_side_by_side()
    {
        await using var plane = new LivePlane();
        IPAddress[] workloads = [plane.NewAddress(), plane.NewAddress()];
        var gateway = plane.NewAddress();
        await plane.StartPilotAsync(Service("shop", workloads[0]), Service("cart", workloads[1]), Yaml.Gateway("edge", "istio: edge", Port));
        await plane.StartProxyAsync(plane.BootstrapOf(workloads[0]), await plane.StartAppAsync("shop", Port));
        await plane.StartProxyAsync(plane.BootstrapOf(workloads[1]), await plane.StartAppAsync("cart", Port));
        await plane.StartProxyAsync(plane.BootstrapOf(gateway, "router"));

        (await LivePlane.AskAsync(new(workloads[0], Port), LivePlane.Get("/", "shop.example"))).Should().EndWith("shop");
        (await LivePlane.AskAsync(new(workloads[1], Port), LivePlane.Get("/", "cart.example"))).Should().EndWith("cart");
        (await LivePlane.AskAsync(new(gateway, Port), LivePlane.Get("/", "shop.example"))).Should().StartWith("HTTP/1.1 404 Not Found");
    }

    [Fact]
    public async Task A_listener_comes_and_goes_with_its_configuration()
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        var pilot = await plane.StartPilotAsync();
        var proxy = await plane.StartProxyAsync(plane.BootstrapOf(workload), await plane.StartAppAsync("shop", Port));
        proxy.Listening.Should().Equal(new IPEndPoint(workload, 15001));

        pilot.Apply(Service("shop", workload));

        var address = new IPEndPoint(workload, Port);
        await Polling.UntilAsync("it listens", TimeSpan.FromSeconds(20), _ => Task.FromResult(proxy.Listening.Contains(address)), () => "", default);
        (await LivePlane.AskAsync(address, LivePlane.Get("/", "shop.example"))).Should().EndWith("shop");
    }

    [Fact]
    public async Task A_request_with_a_body_is_carried_whole_and_the_next_on_the_connection_too()
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        await plane.StartPilotAsync(Service("shop", workload));
        await plane.StartProxyAsync(plane.BootstrapOf(workload), await plane.StartAppAsync("shop", Port));
        const string chunked = "POST /headers HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        const string sized = "POST /status/201 HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 4\r\n\r\nbody";

        var answers = await LivePlane.AskAsync(new(workload, Port), chunked + sized + LivePlane.Get("/bytes/5000", "shop.example"));

        answers.Split("HTTP/1.1 ").Skip(1).Select(a => a[..3]).Should().Equal("200", "201", "200");
        answers.Should().Contain("\"Transfer-Encoding\":\"chunked\"").And.Contain("x-request-id");
        answers.Count(c => c == '\0').Should().Be(5000);
    }

    [Fact]
    public async Task A_body_that_is_cut_short_does_not_look_whole()
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        await plane.StartPilotAsync(Service("shop", workload));
        await plane.StartProxyAsync(plane.BootstrapOf(workload), await plane.StartAppAsync("shop", Port));

        var cut = await TrafficRun.RunAsync(new TrafficOptions { Server = new(workload, Port), Path = "/cut/10", Requests = 3, Users = 1 });
        var whole = await TrafficRun.RunAsync(new TrafficOptions { Server = new(workload, Port), Path = "/slow-close/0.01", Requests = 3, Users = 1 });

        cut.Failed.Should().Be(3);
        whole.Successful.Should().Be(3);
    }

    [Fact]
    public async Task The_admin_port_says_what_it_knows_and_logs_each_request_where_told()
    {
        await using var plane = new LivePlane();
        var (workload, admin) = (plane.NewAddress(), new IPEndPoint(plane.NewAddress(), 15000));
        await plane.StartPilotAsync(Service("shop", workload));
        await plane.StartProxyAsync(plane.BootstrapOf(workload, admin: admin), await plane.StartAppAsync("shop", Port));
        using var client = new HttpClient { BaseAddress = new Uri($"http://{admin}") };

        (await client.GetStringAsync("/logging?level=debug")).Should().Contain("debug");
        await LivePlane.AskAsync(new(workload, Port), LivePlane.Get("/bytes/1", "shop.example"));

        await Polling.UntilAsync("the line of the request", TimeSpan.FromSeconds(20), _ => Task.FromResult(plane.Log.ToString().Contains("\"GET /bytes/1\" 200 -", StringComparison.Ordinal)), plane.Log.ToString, default);
        (await client.GetStringAsync("/clusters")).Should().Contain($"outbound|{Port}||shop.example::{workload}:{Port}");
        (await client.GetStringAsync("/server_info")).Should().Contain("\"ISTIO_VERSION\"");
        (await client.GetStringAsync("/config_dump")).Should().Contain("virtualInbound");
        (await client.GetStringAsync("/stats")).Should().Contain("http.downstream_rq_total: 1\n").And.Contain("control_plane.connected_state: 1").And.Contain("cluster_manager.cds.update_failure: 0");
        (await client.GetAsync("/nothing")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("hello\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET / HTTP/1.1\r\nnot a header\r\n\r\n", "HTTP/1.1 400")]
    public async Task What_is_no_HTTP_is_answered_so(string request, string answer)
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        await plane.StartPilotAsync(Service("shop", workload));
        await plane.StartProxyAsync(plane.BootstrapOf(workload), await plane.StartAppAsync("shop", Port));

        (await LivePlane.AskAsync(new(workload, Port), request)).Should().StartWith(answer);
    }

    [Fact]
    public async Task An_application_that_answers_in_no_HTTP_is_a_503_and_named()
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        await plane.StartPilotAsync(Service("shop", workload));
        await plane.StartProxyAsync(plane.BootstrapOf(workload), await plane.StartAppAsync("shop", 8000, echo: Port));

        var answer = await LivePlane.AskAsync(new(workload, Port), LivePlane.Get("/", "shop.example"));

        answer.Should().StartWith("HTTP/1.1 503").And.EndWith("reset reason: connection termination");
        plane.Log.ToString().Should().Contain("\"GET /\" 503 UC")
            .And.Contain($"inbound|{Port}|http|shop.example at 127.0.0.1:{Port} does not answer in HTTP: 'GET / HTTP/1.1' is no first line of an answer");
    }

    [Fact]
    public async Task A_body_whose_chunks_have_no_size_is_the_clients_fault()
    {
        await using var plane = new LivePlane();
        var workload = plane.NewAddress();
        await plane.StartPilotAsync(Service("shop", workload));
        await plane.StartProxyAsync(plane.BootstrapOf(workload), await plane.StartAppAsync("shop", Port));

        (await LivePlane.AskAsync(new(workload, Port), "POST /headers HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\n"))
            .Should().StartWith("HTTP/1.1 400");
    }

    internal static string Service(string name, IPAddress address) => Yaml.ServiceEntry(
        name, $"{name}.example", $"ports: [{HttpPort}], resolution: STATIC, endpoints: [{{ address: {address} }}]");

    private const string HttpPort = "{ number: 8080, name: http, protocol: HTTP }";

    private static string TcpService(IPAddress address) => Yaml.ServiceEntry(
        "echo", "echo.example", $"ports: [{{ number: 9000, name: tcp, protocol: TCP }}], resolution: STATIC, endpoints: [{{ address: {address} }}]");
}
