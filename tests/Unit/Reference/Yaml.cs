using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Unit.Reference;

/// <summary>The documents that tests of the pilot use.</summary>
internal static class Yaml
{
    /// <summary>A ServiceEntry; <paramref name="spec"/> replaces everything but the host.</summary>
    public static string ServiceEntry(string name, string host, string spec, string created = "2020-01-01T00:00:00Z") => $$"""
        ---
        apiVersion: networking.istio.io/v1alpha3
        kind: ServiceEntry
        metadata: {{Metadata(name, created)}}
        spec: { hosts: [{{host}}], {{spec}} }

        """;

    /// <summary>A ServiceEntry with HTTP on port 80 and these endpoints, each of which serves it on 8080.</summary>
    public static string StaticEntry(string name, string host, params string[] addresses) => ServiceEntry(
        name,
        host,
        $"ports: [{Http}], resolution: STATIC, endpoints: [{string.Join(", ", addresses.Select(a => $"{{ address: {a}, ports: {{ http: 8080 }} }}"))}]");

    /// <summary>A ServiceEntry with HTTP on port 80 that selects app=test, ready=true.</summary>
    public static string SelectingEntry(string name, string host) => ServiceEntry(
        name, host, $"ports: [{Http}], resolution: STATIC, workloadSelector: {{ labels: {{ app: test, ready: \"true\" }} }}");

    /// <summary>A ServiceEntry with HTTP on port 80 and that targetPort, which selects app=test, ready=true.</summary>
    public static string TargetingEntry(string name, string host, int targetPort) => ServiceEntry(
        name, host, $"ports: [{{ number: 80, name: http, protocol: HTTP, targetPort: {targetPort} }}], resolution: STATIC, workloadSelector: {{ labels: {{ app: test, ready: \"true\" }} }}");

    public static string WorkloadEntry(string name, string address, bool ready = true, string more = "", int port = 81) => $$"""
        ---
        apiVersion: networking.istio.io/v1alpha3
        kind: WorkloadEntry
        metadata: {{Metadata(name, "2020-01-01T00:00:00Z")}}
        spec: { address: {{address}}, labels: { app: test, ready: "{{(ready ? "true" : "false")}}" }, ports: { http: {{port}} }{{more}} }

        """;

    /// <summary>A Gateway for the routers with these labels, with HTTP on these ports for every host.</summary>
    public static string Gateway(string name, string selector, params int[] ports) => $$"""
        ---
        apiVersion: networking.istio.io/v1alpha3
        kind: Gateway
        metadata: {{Metadata(name, "2020-01-01T00:00:00Z")}}
        spec: { selector: { {{selector}} }, servers: [{{string.Join(", ", ports.Select(p => $"{{ port: {{ number: {p}, name: http-{p}, protocol: HTTP }}, hosts: ['*'] }}"))}}] }

        """;

    /// <summary>A Gateway for the routers with these labels, with TCP on a port.</summary>
    public static string TcpGateway(string name, string selector, int port) =>
        Gateway(name, selector, port).Replace("protocol: HTTP", "protocol: TCP", StringComparison.Ordinal);

    public static string VirtualService(string name, string spec) => $$"""
        ---
        apiVersion: networking.istio.io/v1alpha3
        kind: VirtualService
        metadata: {{Metadata(name, "2020-01-01T00:00:00Z")}}
        spec: { {{spec}} }

        """;

    /// <summary>A DestinationRule of that mode of TLS.</summary>
    public static string DestinationRule(string name, string host, string mode) => $$"""
        ---
        apiVersion: networking.istio.io/v1alpha3
        kind: DestinationRule
        metadata: {{Metadata(name, "2020-01-01T00:00:00Z")}}
        spec: { host: {{host}}, trafficPolicy: { tls: { mode: {{mode}} } } }

        """;

    /// <summary>A DestinationRule with this spec behind its host.</summary>
    public static string SubsetRule(string name, string host, string spec, string ns = "default", string created = "2020-01-01T00:00:00Z") => $$"""
        ---
        apiVersion: networking.istio.io/v1alpha3
        kind: DestinationRule
        metadata: { name: {{name}}, namespace: {{ns}}, creationTimestamp: "{{created}}" }
        spec: { host: '{{host}}', {{spec}} }

        """;

    public static string PeerAuthentication(string mode) => $$"""
        ---
        apiVersion: security.istio.io/v1beta1
        kind: PeerAuthentication
        metadata: {{Metadata("default", "2020-01-01T00:00:00Z")}}
        spec: { mtls: { mode: {{mode}} } }

        """;

    public const string Http = "{ number: 80, name: http, protocol: HTTP }";

    /// <summary>The objects of a text, which is valid.</summary>
    public static List<ConfigObject> Objects(params string[] documents) =>
        [.. YamlDocuments.Read(string.Concat(documents)).Select(d => ConfigDocument.Read(d, out _)!)];

    private static string Metadata(string name, string created) =>
        created.Length == 0 ? $"{{ name: {name}, namespace: default }}" : $"{{ name: {name}, namespace: default, creationTimestamp: \"{created}\" }}";
}
