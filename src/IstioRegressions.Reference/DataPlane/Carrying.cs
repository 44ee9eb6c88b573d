using IstioRegressions.Xds;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>What every connection that the proxy carries needs of it.</summary>
/// <param name="State">The configuration of this moment.</param>
/// <param name="Upstreams">The way on.</param>
/// <param name="Stats">What is counted and said.</param>
/// <param name="IsDraining">Whether clients are asked to leave.</param>
/// <param name="Time">The clock.</param>
internal sealed record Carrying(Func<ObservedState> State, Upstreams Upstreams, ProxyStats Stats, Func<bool> IsDraining, TimeProvider Time);
