using System.Text.Json;
using System.Text.Json.Nodes;
using IstioRegressions.Meshes;

namespace IstioRegressions.Reference.Guard;

/// <summary>The containers that carry a host's mark as a label, by Docker's own API.</summary>
internal static class MarkedContainers
{
    private static readonly TimeSpan RemovedWithin = TimeSpan.FromSeconds(25);

    /// <summary>Ends and removes all of them, with their volumes: until there is none, for one may be in the making.</summary>
    public static async Task RemoveAsync(string mark)
    {
        using var docker = DockerHttp.Client();
        var filter = Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray($"{HostGuard.Label}={mark}") }.ToJsonString());
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
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                last = e.Message;
            }

            return empty > 1;
        }
    }
}
