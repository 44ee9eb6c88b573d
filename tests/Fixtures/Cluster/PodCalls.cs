using System.Globalization;
using IstioRegressions.Installation;
using k8s;
using k8s.Models;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>Calls that are made by curl in a pod, and what can be asked of its sidecar about them.</summary>
/// <param name="api">The cluster.</param>
/// <param name="pod">The pod.</param>
internal sealed class PodCalls(KubernetesApi api, V1Pod pod)
{
    /// <summary>The name of a call past the sidecar, in a bundle.</summary>
    public const string PastTheSidecar = "past-the-sidecar";

    private const string Sidecar = "istio-proxy";
    private const string Curl = "curl -sS -o /dev/null -m 10 -w '%{http_code}'";
    private const string Admin = "curl -sS -m 10 -X POST 'http://127.0.0.1:15000/logging?level=";
    private const int LogLines = 400;

    /// <summary>Whether the pod has a sidecar, beside its application or native.</summary>
    public bool HasSidecar => pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).Any(c => c.Name == Sidecar);

    /// <summary>Makes one call.</summary>
    public async Task<PodCall> CallAsync(string container, string url, CancellationToken ct)
    {
        var (output, errors) = await ExecuteAsync(container, $"{Curl} {url}", ct);
        return new PodCall(StatusOf(output), TimeProvider.System.GetUtcNow(), errors.Trim());
    }

    /// <summary>Makes one after the other, and tells of each.</summary>
    public Task RepeatAsync(string container, string url, TimeSpan every, Action<PodCall> each, CancellationToken ct)
    {
        var pause = every.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return StreamAsync(container, $"while true; do curl -s -o /dev/null -m 1 -w '%{{http_code}}\\n' {url}; sleep {pause}; done", async (output, _) =>
        {
            using var reader = new StreamReader(output);
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                each(new PodCall(StatusOf(line), TimeProvider.System.GetUtcNow()));
            }
        }, ct).WaitAsync(ct); // what runs in the pod ends with the pod, whatever is cancelled here
    }

    /// <summary>
    /// Makes a call again past the sidecar, as the user whose calls are not taken to it, and with its debug log on; both go
    /// to the bundle of a failure.
    /// </summary>
    public async Task ExplainAsync(string container, string url, FailureBundle bundle, CancellationToken ct)
    {
        await KeepAsync(bundle.Call(PastTheSidecar), await ExecuteAsync(Sidecar, $"curl -sS -m 10 -v {url}", ct), "");

        await ExecuteAsync(Sidecar, $"{Admin}debug'", ct);
        var again = await ExecuteAsync(container, $"curl -sS -m 10 -v {url}", ct);
        await ExecuteAsync(Sidecar, $"{Admin}warning'", ct);
        using var log = await api.Client.CoreV1.ReadNamespacedPodLogAsync(pod.Name(), pod.Namespace(), container: Sidecar, tailLines: LogLines, cancellationToken: ct);
        using var reader = new StreamReader(log);
        await KeepAsync(bundle.Call("with-debug-log"), again, await reader.ReadToEndAsync(ct));
    }

    /// <summary>The configuration of the pod's sidecar, as it says itself.</summary>
    public async Task<string> ConfigDumpAsync(CancellationToken ct) => (await ExecuteAsync(Sidecar, "curl -sS -m 30 http://127.0.0.1:15000/config_dump", ct)).Output;

    /// <summary>What curl wrote for a status: 000 where nothing was answered.</summary>
    internal static int StatusOf(string output) => int.TryParse(output.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;

    private static async Task KeepAsync(string file, (string Output, string Errors) call, string log)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, $"{call.Output}\n{call.Errors}\n{log}", CancellationToken.None);
    }

    private async Task<(string Output, string Errors)> ExecuteAsync(string container, string command, CancellationToken ct)
    {
        var said = ("", "");
        await StreamAsync(container, command, async (output, errors) =>
        {
            using var first = new StreamReader(output);
            using var second = new StreamReader(errors);
            var both = await Task.WhenAll(first.ReadToEndAsync(ct), second.ReadToEndAsync(ct));
            said = (both[0], both[1]);
        }, ct);
        return said;
    }

    // What it ends with is in what it says.
    private Task StreamAsync(string container, string command, Func<Stream, Stream, Task> read, CancellationToken ct) => api.Client.NamespacedPodExecAsync(
        pod.Name(), pod.Namespace(), container, ["sh", "-c", command], false, async (_, output, errors) => await read(output, errors), ct);
}
