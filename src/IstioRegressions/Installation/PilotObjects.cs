using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Installation;

/// <summary>
/// The smallest set of objects by which a pilot serves xDS in Kubernetes, beside the custom resource definitions of its
/// release: no service, webhook, injector or certificate is needed for that.
/// </summary>
/// <param name="Version">The version of Istio.</param>
/// <param name="Image">The whole reference of the pilot's image.</param>
internal sealed record PilotObjects(IstioVersion Version, string Image)
{
    /// <summary>The namespace of a control plane.</summary>
    public const string Namespace = "istio-system";

    /// <summary>The name of the Deployment, of its container and of what belongs to it.</summary>
    public const string Name = "istiod";

    /// <summary>What selects the pods of a control plane, of every version that is installed by whatever means.</summary>
    public const string Selector = "istio=pilot";

    /// <summary>The label of all that this project makes in a cluster, and its value.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by: istio-regressions";

    /// <summary>The annotation of the pilot's pod that says which one it is.</summary>
    public const string Generation = "istio-regressions/generation";

    private const string Config = "/etc/istio/config";

    private static readonly IstioVersion FirstOn15014 = IstioVersion.Parse("1.1.0");

    /// <summary>The port of <c>/metrics</c>.</summary>
    public int MonitoringPort => Version < FirstOn15014 ? 9093 : 15014;

    /// <summary>The namespace and what the pilot may do: all, in a cluster or a namespace that is made for it.</summary>
    public string Base => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: { name: {{Namespace}}, labels: { {{ManagedBy}} } }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: {{Name}}, namespace: {{Namespace}}, labels: { {{ManagedBy}} } }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: istio-regressions-{{Name}}, labels: { {{ManagedBy}} } }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
        subjects: [{ kind: ServiceAccount, name: {{Name}}, namespace: {{Namespace}} }]{{(!NeedsConfig ? "" : $$"""

        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: istio, namespace: {{Namespace}}, labels: { {{ManagedBy}} } }
        data: { kubeconfig: "", mesh: "enableTracing: false\n" }
        """)}}
        """;

    private CommandLineForm Form => ReleaseList.Default.For(Version).CommandLine;

    // 0.7 and 0.8 take an empty kubeconfig for the cluster that they are in, and 0.7 an absent one for an error; and they
    // end without a mesh configuration.
    private bool NeedsConfig => Form == CommandLineForm.Ports;

    /// <summary>The Deployment, to be applied when the definitions are established: 1.6.0 starts without them and never notices them later.</summary>
    public string Deployment => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{Name}}, namespace: {{Namespace}}, labels: { app: {{Name}}, istio: pilot, {{ManagedBy}} } }
        spec:
          replicas: 1
          strategy: { type: Recreate }
          selector: { matchLabels: { app: {{Name}}, istio: pilot } }
          template:
            metadata: { labels: { app: {{Name}}, istio: pilot }, annotations: { sidecar.istio.io/inject: "false" } }
            spec:
              serviceAccountName: {{Name}}
              terminationGracePeriodSeconds: 2
              volumes: [{{(NeedsConfig ? "{ name: config, configMap: { name: istio } }" : "")}}]
              containers:
              - name: {{Name}}
                image: "{{Image}}"
                imagePullPolicy: IfNotPresent
                args: [{{string.Join(", ", PilotCommandLine.InPod(Form).Select(a => $"\"{a}\""))}}]
                env:
                - { name: POD_NAMESPACE, value: {{Namespace}} }
                - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }{{(NeedsConfig ? $"\n        - {{ name: KUBECONFIG, value: {Config}/kubeconfig }}" : "")}}
                volumeMounts: [{{(NeedsConfig ? $"{{ name: config, mountPath: {Config} }}" : "")}}]
                readinessProbe: { httpGet: { path: {{PilotCommandLine.ReadyPath(Form)}}, port: 8080 }, periodSeconds: 1, timeoutSeconds: 5 }
        """;
}
