using System.Net.Sockets;
using System.Text.Json;
using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Guard;

/// <summary>The containers that carry a host's mark as a label, by Docker's own API.</summary>
internal static class MarkedContainers
{
    private const string DefaultHost = "unix:///var/run/docker.sock";

    private static readonly TimeSpan RemovedWithin = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(20);

    /// <summary>Ends and removes all of them, with their volumes: until there is none, for one may be in the making.</summary>
    public static async Task RemoveAsync(string mark)
    {
        using var docker = Client(new Uri(Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host ? host : DefaultHost));
        var filter = Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["label"] = [$"{HostGuard.Label}={mark}"] }));
        var (empty, last) = (0, "");
        await Polling.UntilAsync("the containers are removed", RemovedWithin, AskAsync, () => last, CancellationToken.None);

        async Task<bool> AskAsync(CancellationToken ct)
        {
            try
            {
                using var list = JsonDocument.Parse(await docker.GetStringAsync($"containers/json?all=true&filters={filter}", ct));
                foreach (var id in list.RootElement.EnumerateArray().Select(c => c.GetProperty("Id").GetString()))
                {
                    using var answer = await docker.DeleteAsync($"containers/{id}?force=true&v=true", ct);
                    last = $"{id}: {(int)answer.StatusCode}";
                }

                empty = list.RootElement.GetArrayLength() == 0 ? empty + 1 : 0;
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }

            return empty > 1;
        }
    }

    private static HttpClient Client(Uri host) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = host.Scheme != "unix" ? null : async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(host.AbsolutePath), ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = host.Scheme == "unix" ? new Uri("http://docker/") : new Uri($"http://{host.Authority}/"),
        Timeout = AnswersWithin,
    };
}
