using System.Net;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;
using k8s;
using k8s.Models;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>The pod of a control plane, and how its ports are reached.</summary>
/// <param name="api">Its cluster.</param>
/// <param name="name">Its name, until another takes its place.</param>
/// <param name="monitoring">The port of its metrics.</param>
internal sealed class PilotPod(KubernetesApi api, string name, int monitoring)
{
    /// <summary>Plain xDS.</summary>
    public const int Grpc = 15010;

    private const int Http = 8080;

    /// <summary>Its name.</summary>
    public string Name { get; private set; } = name;

    /// <summary>Where its ports would be; the addresses only name them.</summary>
    public PilotEndpoints Endpoints => new(At(Grpc), At(Http), At(monitoring), At(15012))
    {
        Connect = (at, ct) => ConnectAsync(at.Port, ct),
    };

    /// <summary>Connects to one of its ports.</summary>
    public ValueTask<Stream> ConnectAsync(int port, CancellationToken ct) => PodStream.OpenAsync(api.Client, Name, PilotObjects.Namespace, port, ct);

    /// <summary>Has connections go to the pod that took its place.</summary>
    public void Become(PilotPod other) => Name = other.Name;

    /// <summary>The pods of a control plane in a cluster.</summary>
    public static async Task<IReadOnlyList<V1Pod>> ListAsync(KubernetesApi api, CancellationToken ct) =>
        [.. (await api.Client.CoreV1.ListNamespacedPodAsync(PilotObjects.Namespace, labelSelector: PilotObjects.Selector, cancellationToken: ct)).Items];

    /// <summary>Waits until there is one pod of a control plane, and it is ready.</summary>
    /// <exception cref="MeshException">It is not in time; the message says what its pods say.</exception>
    public static async Task<PilotPod> ReadyAsync(KubernetesApi api, int monitoring, TimeSpan within, Func<V1Pod, bool> wanted, CancellationToken ct)
    {
        IReadOnlyList<V1Pod> pods = [];
        try
        {
            await Polling.UntilAsync($"the control plane of {api.Name} is ready", within, AskAsync, () => "", ct);
        }
        catch (TimeoutException e)
        {
            throw new MeshException($"the control plane of {api.Name} is not ready after {within.TotalSeconds:0} s: {(pods.Count == 0 ? "it has no pod" : await PodTrouble.DescribeAsync(api, pods, ct))}", e);
        }

        return new PilotPod(api, pods[0].Metadata.Name, monitoring);

        async Task<bool> AskAsync(CancellationToken ct)
        {
            pods = await ListAsync(api, ct);
            if (pods.Select(PodTrouble.WhyNever).FirstOrDefault(why => why is not null) is { } never)
            {
                throw new MeshException($"the control plane of {api.Name} cannot start: {never}") { IsOurs = true };
            }

            return pods is [var pod] && wanted(pod) && pod.Metadata.DeletionTimestamp is null
                && pod.Status.Conditions?.Any(c => c is { Type: "Ready", Status: "True" }) == true;
        }
    }

    /// <summary>Whether a container of a pilot's pod is the pilot, by its name: up to 1.4 it has a proxy beside it.</summary>
    public static bool IsPilot(string container) => container is PilotObjects.Name or "discovery";

    /// <summary>The container of the control plane, as its pod shows it; null before it was made.</summary>
    public static V1ContainerStatus? ContainerOf(V1Pod pod) => pod.Status?.ContainerStatuses is { Count: > 0 } all
        ? all.FirstOrDefault(c => IsPilot(c.Name)) ?? all[0]
        : null;

    private static IPEndPoint At(int port) => new(IPAddress.Loopback, port);
}
