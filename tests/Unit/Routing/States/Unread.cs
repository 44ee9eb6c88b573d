using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Routing.States;

/// <summary>
/// Takes the Struct configuration that no evaluator reads (mixer, statistics, access logs) out of a state: it would be most
/// of its file.
/// </summary>
internal static class Unread
{
    private static readonly string[] Kept = ["rds", "route_config", "http_filters", "stat_prefix", "cluster", "weighted_clusters", "deprecated_v1", "value"];

    public static ObservedState Prune(ObservedState state) => state
        .With(XdsType.Listeners, [.. state.Listeners.Values.Select(Prune)])
        .With(XdsType.Routes, [.. state.Routes.Values.Select(Prune)]);

    private static IMessage Prune(Listener listener)
    {
        var pruned = listener.Clone();
        foreach (var config in pruned.FilterChains.SelectMany(c => c.Filters).Select(f => f.Config).OfType<Struct>())
        {
            foreach (var name in config.Fields.Keys.Except(Kept).ToList())
            {
                config.Fields.Remove(name);
            }

            foreach (var filter in config.Fields.GetValueOrDefault("http_filters")?.ListValue.Values.Select(v => v.StructValue) ?? [])
            {
                filter.Fields.Remove("config");
            }
        }

        return pruned;
    }

    private static IMessage Prune(RouteConfiguration table)
    {
        var pruned = table.Clone();
        foreach (var route in pruned.VirtualHosts.SelectMany(h => h.Routes))
        {
            route.PerFilterConfig.Remove("mixer");
        }

        return pruned;
    }
}
