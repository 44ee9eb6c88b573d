using System.Net.Sockets;

namespace IstioRegressions.Meshes;

/// <summary>Docker's own API over plain HTTP, for what needs no library: a socket of this machine, or an address without TLS.</summary>
internal static class DockerHttp
{
    /// <summary>Where Docker is by default.</summary>
    public const string Socket = "/var/run/docker.sock";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(20);

    /// <summary>A client for relative addresses, of the Docker that DOCKER_HOST names.</summary>
    public static HttpClient Client()
    {
        var host = new Uri(Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } given ? given : $"unix://{Socket}");
        var isSocket = string.Equals(host.Scheme, "unix", StringComparison.Ordinal);
        return new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = !isSocket ? null : async (_, ct) =>
            {
                var socket = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(host.AbsolutePath), ct);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri(isSocket ? "http://docker/" : $"http://{host.Authority}/"),
            Timeout = AnswersWithin,
        };
    }
}
