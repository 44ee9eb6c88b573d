using IstioRegressions.Catalogue;

namespace IstioRegressions.Installation;

/// <summary>
/// The smallest set of objects by which a pilot serves xDS in Kubernetes, beside the custom resource definitions of its
/// release: no webhook, injector, certificate or mesh configuration is needed for that.
/// </summary>
/// <param name="Version">The version of Istio.</param>
/// <param name="Image">The reference of the pilot's image.</param>
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
        subjects: [{ kind: ServiceAccount, name: {{Name}}, namespace: {{Namespace}} }]
        """;

    /// <summary>The Deployment, to be applied when the definitions are established: 1.6.0 starts without them and never notices them later.</summary>
    /// <param name="memoryLimit">What the container may use, in bytes; null for no limit.</param>
    /// <param name="generation">Which pod it is: another number is a new pod.</param>
    public string Deployment(long? memoryLimit, int generation) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{Name}}, namespace: {{Namespace}}, labels: { app: {{Name}}, istio: pilot, {{ManagedBy}} } }
        spec:
          replicas: 1
          strategy: { type: Recreate }
          selector: { matchLabels: { app: {{Name}}, istio: pilot } }
          template:
            metadata: { labels: { app: {{Name}}, istio: pilot }, annotations: { sidecar.istio.io/inject: "false", {{Generation}}: "{{generation}}" } }
            spec:
              serviceAccountName: {{Name}}
              terminationGracePeriodSeconds: 2
              containers:
              - name: {{Name}}
                image: {{Image}}
                imagePullPolicy: IfNotPresent
                args: [{{string.Join(", ", Arguments.Select(a => $"\"{a}\""))}}]
                env:
                - { name: POD_NAMESPACE, value: {{Namespace}} }
                - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
                readinessProbe: { httpGet: { path: /ready, port: 8080 }, periodSeconds: 1, timeoutSeconds: 5 }
                resources: { limits: { {{(memoryLimit is { } bytes ? $"memory: \"{bytes}\"" : "")}} } }
        """;

    // Up to 1.5 the secure listener wants a certificate that somebody else makes.
    private string[] Arguments => ReleaseList.Default.For(Version).CommandLine == CommandLineForm.Addresses
        ? ["discovery", "--secureGrpcAddr="]
        : ["discovery"];
}
