namespace IstioRegressions.Routing;

/// <summary>On which side of a proxy a call comes in.</summary>
public enum CallDirection
{
    /// <summary>From the workload beside the proxy: iptables redirects it to port 15001.</summary>
    Outbound,

    /// <summary>
    /// To the workload beside the proxy: iptables redirects it to port 15006, or, before there was a listener there
    /// (Istio 1.3), to port 15001.
    /// </summary>
    Inbound,

    /// <summary>To the proxy itself, by nothing redirected: it reaches the listener that is bound to its destination.</summary>
    Gateway,
}
