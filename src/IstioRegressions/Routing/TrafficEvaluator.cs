using IstioRegressions.Xds;

namespace IstioRegressions.Routing;

/// <summary>
/// What an Envoy with an observed configuration would do with a call, without an Envoy. It follows Envoy's documentation
/// (https://www.envoyproxy.io/docs/envoy/v1.12.2/intro/life_of_a_request and the API pages named where they are used) for
/// what pilots 0.8 to 1.8 send, over xDS v2 and v3.
/// </summary>
/// <remarks>
/// Not judged: certificates, filters other than HTTP connection manager, TCP proxy and fault, retries, timeouts, circuit
/// breakers. Only what the call passes through is checked as an Envoy would check it before it is used.
/// </remarks>
public static class TrafficEvaluator
{
    /// <summary>Evaluates one call; the same state and call always have the same outcome.</summary>
    /// <param name="state">What the proxy was sent.</param>
    /// <param name="call">The call.</param>
    /// <returns>Where the call goes, or why it does not. A configuration in error is an outcome, never an exception.</returns>
    public static Outcome Evaluate(ObservedState state, Call call)
    {
        try
        {
            return ListenerChoice.Find(state, call) is { } accepted
                ? FilterChains.Evaluate(state, call, accepted)
                : new Outcome { Kind = OutcomeKind.NoListener, Reason = ListenerChoice.WhyNone(call) };
        }
        catch (ConfigurationRefusedException e)
        {
            return new Outcome { Kind = OutcomeKind.Refused, Reason = e.Message };
        }
    }
}
