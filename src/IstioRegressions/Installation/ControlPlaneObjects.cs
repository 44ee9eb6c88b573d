using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Installation;

/// <summary>
/// The fewest objects by which a pilot serves xDS in a cluster: namespace, service account with all rights, deployment. No
/// service, webhook, injector or certificate is needed. The definitions of its kinds must be established before: 1.6 never
/// notices later ones.
/// </summary>
public static class ControlPlaneObjects
{
    /// <summary>The namespace of the control plane.</summary>
    public const string Namespace = "istio-system";

    /// <summary>The name of the deployment, and with it of the service account and the binding.</summary>
    public const string Name = "pilot";

    /// <summary>The label of its pods, key and value.</summary>
    public const string Selector = $"app={Name}";

    /// <summary>The port of discovery in plain text.</summary>
    public const int DiscoveryPort = 15010;

    /// <summary>The port of <c>/ready</c> and <c>/debug</c>.</summary>
    public const int HttpPort = 8080;

    private static readonly IstioVersion FirstOn15014 = IstioVersion.Parse("1.1.0");

    /// <summary>The port of <c>/metrics</c>.</summary>
    public static int MonitoringPort(IstioVersion version) => version < FirstOn15014 ? 9093 : 15014;

    /// <summary>The objects, in the order in which they are applied.</summary>
    /// <param name="release">The release, which the image is of, or is built from.</param>
    /// <param name="image">The whole reference of the pilot's image.</param>
    public static IReadOnlyList<InstallObject> For(Release release, string image) =>
        InstallManifest.Read($"the control plane {release.Version}", Yaml(release, image));

    private static string Yaml(Release release, string image) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: {{Namespace}}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: {{Name}}
          namespace: {{Namespace}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: istio-regressions-{{Name}}
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin
        subjects:
        - kind: ServiceAccount
          name: {{Name}}
          namespace: {{Namespace}}
        ---{{Files(release)}}
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{Name}}
          namespace: {{Namespace}}
        spec:
          replicas: 1
          strategy:
            type: Recreate
          selector:
            matchLabels:
              app: {{Name}}
          template:
            metadata:
              labels:
                app: {{Name}}
            spec:
              serviceAccountName: {{Name}}
              terminationGracePeriodSeconds: 5
              containers:
              - name: discovery
                image: {{Quoted(image)}}
                imagePullPolicy: IfNotPresent
                args: [{{string.Join(", ", PilotCommandLine.InPod(release.CommandLine).Select(Quoted))}}]
                env:
                - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
                - { name: POD_NAMESPACE, valueFrom: { fieldRef: { fieldPath: metadata.namespace } } }
        {{string.Join('\n', Environment(release).Select(e => $"        - {{ name: {e.Key}, value: {Quoted(e.Value)} }}"))}}
                readinessProbe:
                  httpGet: { path: {{PilotCommandLine.ReadyPath(release.CommandLine)}}, port: {{HttpPort}} }
                  periodSeconds: 1
                  timeoutSeconds: 1{{Mounts(release)}}
        """;

    private static IEnumerable<KeyValuePair<string, string>> Environment(Release release) =>
        PilotCommandLine.Environment.Where(e => !e.Key.StartsWith("POD_", StringComparison.Ordinal))
            .Concat(NeedsFiles(release) ? [new("KUBECONFIG", "/etc/istio/config/kubeconfig")] : []);

    // 0.7 and 0.8 take an empty kubeconfig for the cluster that they are in, and an absent one for an error; and they end
    // without a mesh configuration.
    private static bool NeedsFiles(Release release) => release.CommandLine == CommandLineForm.Ports;

    private static string Files(Release release) => !NeedsFiles(release) ? "" : $$"""

        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: istio
          namespace: {{Namespace}}
        data:
          kubeconfig: ""
          mesh: |
            enableTracing: false
        ---
        """;

    private static string Mounts(Release release) => !NeedsFiles(release) ? "" : """

                volumeMounts:
                - { name: config, mountPath: /etc/istio/config }
              volumes:
              - { name: config, configMap: { name: istio } }
        """;

    private static string Quoted(string text) => $"\"{text}\"";
}
