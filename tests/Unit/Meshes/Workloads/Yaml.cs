namespace IstioRegressions.Unit.Meshes.Workloads;

internal static class Yaml
{
    /// <summary>A ServiceEntry for the pods of a workload.</summary>
    public static string ServiceEntry(string name) => $$"""
        apiVersion: networking.istio.io/v1alpha3
        kind: ServiceEntry
        metadata: { name: {{name}} }
        spec:
          hosts: [{{name}}.default.svc.cluster.local]
          resolution: STATIC
          ports: [{ number: 8080, name: http, protocol: HTTP }]
          endpoints: [ENDPOINTS]
        """;
}
