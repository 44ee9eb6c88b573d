using System.Runtime.InteropServices;

namespace IstioRegressions.Xds;

/// <summary>
/// How many pushes arrived, by type; rejected ones and those after a reconnect count too. Subtract two to learn which
/// kinds a step caused.
/// </summary>
/// <param name="Clusters">CDS pushes.</param>
/// <param name="Endpoints">EDS pushes.</param>
/// <param name="Listeners">LDS pushes.</param>
/// <param name="Routes">RDS pushes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PushCounts(int Clusters, int Endpoints, int Listeners, int Routes)
{
    /// <summary>What arrived between <paramref name="earlier"/> and <paramref name="later"/>.</summary>
    public static PushCounts operator -(PushCounts later, PushCounts earlier) => new(
        later.Clusters - earlier.Clusters,
        later.Endpoints - earlier.Endpoints,
        later.Listeners - earlier.Listeners,
        later.Routes - earlier.Routes);

    /// <summary>For example <c>CDS 1, EDS 2, LDS 1, RDS 0</c>.</summary>
    public override string ToString() => $"CDS {Clusters}, EDS {Endpoints}, LDS {Listeners}, RDS {Routes}";

    internal PushCounts OneMore(XdsType type) => type switch
    {
        XdsType.Clusters => this with { Clusters = Clusters + 1 },
        XdsType.Endpoints => this with { Endpoints = Endpoints + 1 },
        XdsType.Listeners => this with { Listeners = Listeners + 1 },
        _ => this with { Routes = Routes + 1 },
    };
}
