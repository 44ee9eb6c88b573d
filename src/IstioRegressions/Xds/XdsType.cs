namespace IstioRegressions.Xds;

/// <summary>What a push carries.</summary>
public enum XdsType
{
    /// <summary>CDS: clusters, the state of the world.</summary>
    Clusters,

    /// <summary>EDS: the endpoints of the clusters that were asked for, or of some of them.</summary>
    Endpoints,

    /// <summary>LDS: listeners, the state of the world.</summary>
    Listeners,

    /// <summary>RDS: the route tables that were asked for, or some of them.</summary>
    Routes,
}
