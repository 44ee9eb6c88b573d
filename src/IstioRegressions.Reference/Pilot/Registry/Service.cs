using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>One host of a ServiceEntry (and one of its addresses); equal when an edit needs no new clusters.</summary>
/// <param name="Key">Host and namespace.</param>
/// <param name="Address">The virtual IP address or CIDR block; 0.0.0.0 where the entry gives none.</param>
/// <param name="Ports">The ports.</param>
/// <param name="Resolution">How proxies find its endpoints.</param>
/// <param name="IsMeshExternal">Whether it is outside the mesh.</param>
/// <param name="IsPrivate">Whether only its own namespace sees it.</param>
/// <param name="CreationTime">When the entry was created; null where an edit left it out.</param>
/// <param name="SubjectAltNames">The names that its servers' certificates may carry.</param>
internal sealed record Service(
    ServiceKey Key,
    string Address,
    Items<ServicePort> Ports,
    Resolution Resolution,
    bool IsMeshExternal,
    bool IsPrivate,
    DateTimeOffset? CreationTime,
    Items<string> SubjectAltNames)
{
    /// <summary>The address of a service that has none.</summary>
    public const string Unspecified = "0.0.0.0";

    public string Host => Key.Host;

    /// <summary>Whether its clients choose among its pods, at the addresses of those.</summary>
    public bool IsHeadless => Resolution == Resolution.None && Address == Unspecified;
}
