using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Routing;

/// <summary>
/// The fault of a route. It is only met where the connection manager has the fault filter; what the route says replaces
/// what the virtual host says, and that what the filter says
/// (https://www.envoyproxy.io/docs/envoy/v1.14.4/configuration/http/http_filters/fault_filter).
/// </summary>
internal static class Faults
{
    private static readonly string[] Names = ["envoy.filters.http.fault", "envoy.fault"];

    /// <summary>The fault that a request of the route meets; null for none.</summary>
    public static Fault? Of(HttpConnectionManager manager, VirtualHost host, Route route, Call call, bool secure)
    {
        if (manager.HttpFilters.FirstOrDefault(f => Names.Contains(f.Name)) is not { } filter)
        {
            return null;
        }

        var fault = In(route) ?? Override(host.PerFilterConfig, host.TypedPerFilterConfig) ?? Read(filter.Name, filter.Config, filter.TypedConfig);
        var isMeant = fault.UpstreamCluster.Length == 0 || fault.UpstreamCluster == route.Route_.Cluster;
        if (!isMeant || !fault.Headers.All(h => HeaderMatch.Is(h, call, secure)))
        {
            return null;
        }

        var abort = Percent(fault.Abort?.Percentage, fault.Abort?.Percent ?? 0);
        var delay = Percent(fault.Delay?.Percentage, fault.Delay?.Percent ?? 0);
        return fault is { Abort: null, Delay: null } ? null : new Fault((int?)fault.Abort?.HttpStatus, abort, fault.Delay?.FixedDelay.ToTimeSpan(), delay);
    }

    /// <summary>Why an Envoy would refuse the fault of a route; null where it would not.</summary>
    public static string? Why(Route route)
    {
        try
        {
            _ = In(route);
            return null;
        }
        catch (ConfigurationRefusedException e)
        {
            return e.Message;
        }
    }

    private static HttpFault? In(Route route) => Override(route.PerFilterConfig, route.TypedPerFilterConfig);

    private static HttpFault? Override(
        IDictionary<string, Struct> untyped,
        IDictionary<string, Any> typed)
    {
        var name = Array.Find(Names, n => typed.ContainsKey(n) || untyped.ContainsKey(n));
        return name is null ? null : Read(name, untyped.TryGetValue(name, out var config) ? config : null, typed.TryGetValue(name, out var any) ? any : null);
    }

    private static HttpFault Read(string name, Struct? config, Any? typed) => FilterConfig.Read<HttpFault>(name, config, typed) switch
    {
        { Abort.HttpStatus: < 200 or >= 600 } fault => throw new ConfigurationRefusedException($"its fault aborts with status {fault.Abort.HttpStatus}"),
        { Delay: { } delay } when !IsTime(delay.FixedDelay) => throw new ConfigurationRefusedException($"its fault delays by {delay.FixedDelay?.ToString() ?? "no time"}"),
        var fault => fault,
    };

    private static bool IsTime(Duration? time) => time is { Seconds: >= 0 and <= Duration.MaxSeconds, Nanos: >= 0 and < Duration.NanosecondsPerSecond } and not { Seconds: 0, Nanos: 0 };

    // Without the fraction there is the deprecated whole percentage, and without both there is no fault.
    private static double Percent(FractionalPercent? fraction, uint whole) => fraction switch
    {
        null => whole,
        { Denominator: FractionalPercent.Types.DenominatorType.Hundred } => fraction.Numerator,
        { Denominator: FractionalPercent.Types.DenominatorType.TenThousand } => fraction.Numerator / 100.0,
        _ => fraction.Numerator / 10_000.0,
    };
}
