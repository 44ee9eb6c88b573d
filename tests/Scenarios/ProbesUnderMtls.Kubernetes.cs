using IstioRegressions.Catalogue;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Meshes;
using k8s.Models;

namespace IstioRegressions.Scenarios;

public sealed partial class ProbesUnderMtls
{
    private const string Http = "readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 1 }";

    // The workarounds of the report.
    private static readonly (string Name, string Probe)[] Workarounds =
    [
        ("port-without-mtls", "readinessProbe: { httpGet: { path: /, port: 8000 }, periodSeconds: 1 }"),
        ("no-probe", ""),
        ("exec-probe", "readinessProbe: { exec: { command: [curl, -sf, \"http://127.0.0.1:80/\"] }, periodSeconds: 1 }"),
    ];

    // Many times what the ways around it take to be ready.
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(1);

    /// <summary>As reported: a pod with a sidecar and an HTTP probe does not get ready; without a sidecar, or with one of three other probes, it does.</summary>
    [SkippableTheory, IstioVersions(Aspect = "on-kubernetes")]
    [Needs(Capabilities.Kubernetes | Capabilities.Workloads | Capabilities.Sidecars | Capabilities.Xds)]
    public Task A_pod_with_an_HTTP_probe_gets_ready_where_mutual_TLS_alone_is_taken(IstioRow istio) =>
        Judge(istio, async (mesh, ct) =>
        {
            var (pods, pod) = (KubernetesMesh.Of(mesh), await mesh.ReadAsync("pod.yaml", ct));
            await mesh.ApplyAsync("strict.yaml", ct);
            await pods.DeployAsync(Probed(pod, "without-sidecar", inject: false, Http), ct);
            foreach (var (name, probe) in Workarounds)
            {
                await pods.DeployAsync(Probed(pod, name, inject: true, probe), ct);
            }

            await mesh.ApplyAsync(Probed(pod, "probed", inject: true, Http), ct);
            var ready = await pods.IsReadyAsync("probed", ReadyWithin, ct);
            return Told(ready, (await pods.PodsAsync("probed", ct))[0]);
        },
        budget: TimeSpan.FromMinutes(20));

    /// <summary>The verdict on a pod that was probed, beside others that got ready.</summary>
    internal static Verdict Told(bool ready, V1Pod pod)
    {
        bool? IsReady(string container) => pod.Status.ContainerStatuses?.FirstOrDefault(c => c.Name == container)?.Ready;
        return (ready, IsReady("istio-proxy"), IsReady("shop")) switch
        {
            (_, null, _) => Verdict.Inconclusive("the pod has no sidecar beside its containers, and nothing comes of its probes"),
            (true, _, _) => Verdict.Absent("the pod with an HTTP probe is ready, as those with other probes are"),
            (false, true, false) => Verdict.Reproduced("the pod's sidecar is ready, its application is not for its HTTP probe; without a sidecar, by a port without mutual TLS, without a probe and by a command it is"),
            _ => Verdict.Inconclusive("the pod is not ready, and not for the probe of its application alone"),
        };
    }

    private static Manifest Probed(Manifest pod, string name, bool inject, string probe) => new($"{name}.yaml", pod.Yaml
        .Replace("NAME", name, StringComparison.Ordinal)
        .Replace("INJECT", inject ? "true" : "false", StringComparison.Ordinal)
        .Replace("PROBE", probe, StringComparison.Ordinal));
}
