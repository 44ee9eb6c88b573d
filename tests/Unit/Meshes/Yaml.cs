using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

/// <summary>Manifests for tests.</summary>
internal static class Yaml
{
    public static string ServiceEntry(string name, params string[] endpoints) =>
        $$"""
        apiVersion: networking.istio.io/v1alpha3
        kind: ServiceEntry
        metadata:
          name: {{name}}
        spec:
          hosts: [{{name}}.com]
          location: MESH_EXTERNAL
          ports: [{ number: 80, name: http, protocol: HTTP }]
          resolution: STATIC
          endpoints: [{{string.Join(", ", endpoints.Select(e => $"{{ address: {e}, ports: {{ http: 8080 }} }}"))}}]

        """;

    public static Manifest Manifest(string name, params string[] documents) => new(name, string.Join("---\n", documents));
}
