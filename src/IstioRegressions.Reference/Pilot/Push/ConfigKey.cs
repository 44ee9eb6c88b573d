using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>What a push is about, and what a sidecar scope depends on: a kind with its group and version, a name and a namespace.</summary>
internal sealed record ConfigKey(string Group, string Version, string Kind, string Name, string Namespace)
{
    /// <summary>A service, which is known by the kind that makes it.</summary>
    public static ConfigKey OfService(Service service) => OfService(service.Key);

    /// <inheritdoc cref="OfService(Service)"/>
    public static ConfigKey OfService(ServiceKey service) =>
        new("networking.istio.io", "v1alpha3", "ServiceEntry", service.Host, service.Namespace);

    /// <summary>A Gateway.</summary>
    public static ConfigKey OfGateway(ConfigObject gateway) =>
        new("networking.istio.io", "v1alpha3", nameof(ConfigKind.Gateway), gateway.Name, gateway.Namespace);

    // The names tell keys apart; hashing the other fields as well would only cost time.
    public override int GetHashCode() => HashCode.Combine(Name, Namespace);
}
