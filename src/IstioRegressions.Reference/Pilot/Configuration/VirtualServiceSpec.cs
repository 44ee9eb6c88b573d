namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>The spec of a VirtualService.</summary>
/// <param name="Hosts">What callers ask for.</param>
/// <param name="Gateways">The Gateways that it is for, NAME or NAMESPACE/NAME, and <c>mesh</c> for sidecars; nothing means sidecars alone.</param>
/// <param name="Http">Where requests go, by the first that matches.</param>
/// <param name="Tcp">Where connections go, by the first that matches.</param>
internal sealed record VirtualServiceSpec(Items<string> Hosts, Items<string> Gateways, Items<HttpRouteSpec> Http, Items<TcpRouteSpec> Tcp)
{
    private const string Mesh = "mesh";

    public bool IsForSidecars => Gateways.Count == 0 || Gateways.Contains(Mesh);

    /// <summary>The keys of its Gateways, NAMESPACE/NAME.</summary>
    public IEnumerable<string> GatewayKeys(string ownNamespace) =>
        Gateways.Where(g => g != Mesh).Select(g => g.Contains('/') ? g : $"{ownNamespace}/{g}");
}
