using System.Globalization;
using System.Text;
using IstioRegressions.Meshes;

namespace IstioRegressions.Load;

/// <summary>The configuration of a mesh under load: services of their own for each namespace, and one that all see.</summary>
public static class LoadConfiguration
{
    private const int Ports = 4;
    private const int FirstPort = 8000;

    // So many have addresses of their own below 10.128.0.0/9, where the observers are.
    private const int MostNamespaces = 125;
    private const int MostServices = 250 * 250;

    /// <summary>The cluster that all observers see, whose endpoint each edit changes.</summary>
    public const string BeaconCluster = "outbound|80||beacon.load.example.com";

    /// <summary>The names of so many namespaces: load-0, load-1 and so on.</summary>
    public static IReadOnlyList<string> Namespaces(int count) =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"load-{i}"))];

    /// <summary>
    /// For each namespace so many HTTP services that only it sees, with hosts, ports and endpoints that differ; and the
    /// beacon. So the observers of two namespaces have no endpoint, route or service cluster in common but the beacon's.
    /// </summary>
    /// <exception cref="LoadException">There are more than have addresses of their own.</exception>
    public static Manifest Services(IReadOnlyList<string> namespaces, int servicesPerNamespace)
    {
        if (namespaces.Count > MostNamespaces || servicesPerNamespace > MostServices)
        {
            throw new LoadException($"{namespaces.Count} namespaces with {servicesPerNamespace} services each have no addresses of their own; there are for {MostNamespaces} and {MostServices}");
        }

        var yaml = new StringBuilder(Beacon(0).Yaml);
        for (var n = 0; n < namespaces.Count; n++)
        {
            for (var s = 0; s < servicesPerNamespace; s++)
            {
                yaml.Append(CultureInfo.InvariantCulture, $"""
                    ---
                    apiVersion: networking.istio.io/v1alpha3
                    kind: ServiceEntry
                    metadata:
                      name: service-{s}
                      namespace: {namespaces[n]}
                    spec:
                      hosts: [service-{s}.{namespaces[n]}.example.com]
                      exportTo: ["."]
                      location: MESH_INTERNAL
                      resolution: STATIC
                      ports:
                      - number: {FirstPort + (s % Ports)}
                        name: http
                        protocol: HTTP
                      endpoints:
                      - address: 10.{n}.{s / 250}.{s % 250}
                      - address: 11.{n}.{s / 250}.{s % 250}

                    """);
            }
        }

        return new Manifest("load.yaml", yaml.ToString());
    }

    /// <summary>The beacon after so many edits.</summary>
    public static Manifest Beacon(int edits) => new(
        "beacon.yaml",
        $"""
        apiVersion: networking.istio.io/v1alpha3
        kind: ServiceEntry
        metadata:
          name: beacon
          namespace: default
        spec:
          hosts: [beacon.load.example.com]
          location: MESH_INTERNAL
          resolution: STATIC
          ports:
          - number: 80
            name: http
            protocol: HTTP
          endpoints:
          - address: {BeaconEndpoint(edits).Split(':')[0]}

        """);

    /// <summary>The endpoint of the beacon after so many edits, as an observer prints it.</summary>
    public static string BeaconEndpoint(int edits) => string.Create(CultureInfo.InvariantCulture, $"12.0.{edits / 250}.{edits % 250}:80");
}
