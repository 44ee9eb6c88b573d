namespace IstioRegressions.Xds;

/// <summary>
/// The version of the transport and of the resources: real pilots serve <see cref="V2"/> from 0.8.0 to 1.7,
/// <see cref="V3"/> from 1.7.0.
/// </summary>
public enum XdsProtocol
{
    /// <summary>envoy.api.v2, envoy.service.discovery.v2.</summary>
    V2,

    /// <summary>envoy.config.*.v3, envoy.service.discovery.v3.</summary>
    V3,
}
