using System.Net;
using System.Net.Sockets;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Meshes;

public sealed class NetworkNamespaceTests : IDisposable
{
    private static readonly IPEndPoint Grpc = IPEndPoint.Parse("127.0.0.1:15010");
    private static readonly IPEndPoint Http = IPEndPoint.Parse("127.0.0.1:58080");
    private static readonly IPEndPoint Monitoring = IPEndPoint.Parse("127.0.0.1:9093");

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly TempFolder _folder = new();

    [SkippableFact]
    public async Task A_pilot_inside_is_reached_through_the_relay_and_from_nowhere_else()
    {
        Skip.If(NetworkNamespace.Missing is not null, NetworkNamespace.Missing);
        var guard = await HostGuard.OfThisProcessAsync(_limit.Token);
        await using var inside = await NetworkNamespace.StartAsync(guard, _folder.Path, [Grpc, Http, Monitoring], _limit.Token);
        var config = Directory.CreateDirectory(_folder["config"]).FullName;
        var command = ReferenceProgram.Role("pilot", ["discovery", "--configDir", config, "--grpcAddr", $":{Grpc.Port}", "--httpAddr", $":{Http.Port}", "--monitoringAddr", $":{Monitoring.Port}"]);
        await using var log = new ProcessLog(_folder["pilot.log"]);
        var pilot = MeshProcess.Start(guard, inside.Inside(command), log, TimeProvider.System);
        try
        {
            using var http = new PilotHttp(new PilotEndpoints(Grpc, Http, Monitoring, Grpc) { Connect = inside.ConnectAsync });
            await Polling.UntilAsync("the pilot inside is ready", TimeSpan.FromSeconds(30), http.IsReadyAsync, () => string.Join('\n', log.Last(5)), _limit.Token);
            await using var sidecar = await Observer.StartAsync(
                new ObserverOptions
                {
                    Node = NodeIdentity.Sidecar("10.9.9.9", "client", "default", IstioVersion.Parse("1.6.0")),
                    Server = new Uri($"http://{Grpc}"),
                    Protocol = XdsProtocol.V2,
                    Connect = ct => inside.ConnectAsync(Grpc, ct),
                },
                _limit.Token);

            sidecar.IsConnected.Should().BeTrue();
            ListensOutside(Http.Port).Should().BeFalse("it listens on all interfaces, of which there is one, inside");
        }
        finally
        {
            pilot.Kill("the test is over");
            (await pilot.Exit).Signal.Should().Be("SIGKILL", "the process is the pilot's own");
        }
    }

    [Fact]
    public async Task The_relay_carries_both_directions_and_says_when_one_side_has_said_all()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = (IPEndPoint)server.LocalEndpoint;
        using var relay = await RelayAsync(port);

        for (var i = 0; i < 50; i++)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(NetworkNamespace.SocketOf(_folder.Path, port)), _limit.Token);
            var answering = ReadToEndAsync(socket);
            await socket.SendAsync("question"u8.ToArray(), _limit.Token);
            socket.Shutdown(SocketShutdown.Send); // so soon that the relay may find all that was said at once
            using var served = await server.AcceptSocketAsync(_limit.Token);
            (await ReadToEndAsync(served)).Should().Be("question");
            await served.SendAsync("answer"u8.ToArray(), _limit.Token);
            served.Shutdown(SocketShutdown.Send);

            (await answering).Should().Be("answer");
        }

        relay.Kill();
    }

    [Fact]
    public async Task Where_nothing_listens_inside_the_stream_ends()
    {
        using var nobody = new Nobody();
        using var relay = await RelayAsync(nobody.EndPoint);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        await socket.ConnectAsync(new UnixDomainSocketEndPoint(NetworkNamespace.SocketOf(_folder.Path, nobody.EndPoint)), _limit.Token);

        (await ReadToEndAsync(socket)).Should().BeEmpty();
        relay.Kill();
    }

    [Fact]
    public async Task At_its_limit_of_open_files_the_relay_lets_the_next_ones_wait()
    {
        const int Clients = 200;
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = (IPEndPoint)server.LocalEndpoint;
        using var relay = await RelayAsync(port, openFiles: 250);
        var connected = new List<Socket>();
        for (var i = 0; i < Clients; i++)
        {
            connected.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
            await connected[i].ConnectAsync(new UnixDomainSocketEndPoint(NetworkNamespace.SocketOf(_folder.Path, port)), _limit.Token);
        }

        foreach (var client in connected)
        {
            await client.SendAsync("question"u8.ToArray(), _limit.Token);
            client.Shutdown(SocketShutdown.Send);
        }

        for (var i = 0; i < Clients; i++)
        {
            using var served = await server.AcceptSocketAsync(_limit.Token);
            (await ReadToEndAsync(served)).Should().Be("question");
        }

        relay.Kill();
        connected.ForEach(c => c.Dispose());
    }

    [Theory]
    [InlineData("relay")]
    [InlineData("relay", "--sockets", "/tmp")]
    [InlineData("relay", "--sockets", "/tmp", "not-a-port")]
    [InlineData("relay", "--sockets", "/tmp", "127.0.0.1:0")]
    public async Task Arguments_that_are_none_are_refused(params string[] arguments)
    {
        var start = ReferenceProgram.Role(arguments[0], arguments[1..]);
        start.RedirectStandardError = true;
        using var relay = (await HostGuard.OfThisProcessAsync(_limit.Token)).Start(start);

        (await relay.StandardError.ReadToEndAsync(_limit.Token)).Should().StartWith("usage: relay --sockets DIRECTORY ADDRESS:PORT...");
        await relay.WaitForExitAsync(_limit.Token);
        relay.ExitCode.Should().Be(64);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _limit.Dispose();
    }

    private static bool ListensOutside(int port) => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners().Any(l => l.Port == port && (l.Address.Equals(IPAddress.Any) || l.Address.Equals(IPAddress.IPv6Any)));

    private async Task<System.Diagnostics.Process> RelayAsync(IPEndPoint port, int? openFiles = null)
    {
        var start = ReferenceProgram.Role("relay", ["--sockets", _folder.Path, port.ToString()]);
        if (openFiles is { } limit)
        {
            string[] arguments = [$"--nofile={limit}:{limit}", "--", start.FileName, .. start.ArgumentList];
            start.FileName = "prlimit";
            start.ArgumentList.Clear();
            Array.ForEach(arguments, start.ArgumentList.Add);
        }

        start.RedirectStandardOutput = true;
        var relay = (await HostGuard.OfThisProcessAsync(_limit.Token)).Start(start);
        (await relay.StandardOutput.ReadLineAsync(_limit.Token)).Should().Be(NetworkNamespace.Ready);
        return relay;
    }

    private async Task<string> ReadToEndAsync(Socket socket)
    {
        using var reader = new StreamReader(new NetworkStream(socket));
        return await reader.ReadToEndAsync(_limit.Token);
    }
}
