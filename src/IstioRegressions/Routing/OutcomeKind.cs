namespace IstioRegressions.Routing;

/// <summary>How a call ends.</summary>
public enum OutcomeKind
{
    /// <summary>It goes to an endpoint of a cluster.</summary>
    Routed,

    /// <summary>No configuration is for it: it goes on to where the client wanted to.</summary>
    Passthrough,

    /// <summary>A fault answers every such request with a status.</summary>
    Aborted,

    /// <summary>It is sent elsewhere by a redirect.</summary>
    Redirected,

    /// <summary>The route itself holds the answer.</summary>
    DirectResponse,

    /// <summary>No listener is for it, and there is none that takes all.</summary>
    NoListener,

    /// <summary>The listener has no filter chain for it: the connection is closed.</summary>
    NoFilterChain,

    /// <summary>The listener waits for a route table that was not sent, and serves nothing meanwhile.</summary>
    NoRouteTable,

    /// <summary>The route table has no virtual host for the host: 404.</summary>
    NoVirtualHost,

    /// <summary>The virtual host has no route for the request: 404.</summary>
    NoRoute,

    /// <summary>The route names a cluster that does not exist: 503, or the connection is closed.</summary>
    UnknownCluster,

    /// <summary>The cluster has no endpoint to go to: 503, or the connection is closed.</summary>
    NoHealthyUpstream,

    /// <summary>The connection is closed, or held without an answer: the reason says which.</summary>
    ConnectionClosed,

    /// <summary>An Envoy would refuse the configuration that the call needs: it keeps what it had before, or nothing.</summary>
    Refused,

    /// <summary>The configuration uses something that the evaluator does not know; the reason names it.</summary>
    Undecided,
}
