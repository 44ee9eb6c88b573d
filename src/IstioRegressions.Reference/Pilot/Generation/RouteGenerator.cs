using System.Globalization;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Makes RDS resources.</summary>
internal sealed class RouteGenerator
{
    private const string AllowAny = "allow_any";

    /// <summary>
    /// The route table of a port (<c>80</c>), with a virtual host for each HTTP service and one for all other hosts, or of
    /// one service (<c>HOST:80</c>); for a router, the table of a port that its Gateways open (<c>http.80</c>); null for any
    /// other name.
    /// </summary>
    public RouteConfiguration? Generate(string name, Proxy proxy, PushContext context, SidecarScope scope, bool isV3)
    {
        var names = new FilterNames(isV3);
        if (proxy.IsRouter)
        {
            return Gateways.Routes(name, proxy, context, names);
        }

        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (!int.TryParse(name.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        // Of several services with one host the last counts, as with 1.6.
        var hosts = scope.Services
            .Where(s => s.Ports.Any(p => p.Number == port && (p.Protocol.IsHttp || p.Protocol == Protocol.Unknown)))
            .GroupBy(s => s.Host, StringComparer.Ordinal)
            .Select(s => Host(s.Last(), port, proxy, context, names))
            .OrderBy(h => h.Name, StringComparer.Ordinal);
        return new RouteConfiguration
        {
            Name = name,
            ValidateClusters = false,
            VirtualHosts = { colon < 0 ? hosts.Append(Everything()) : hosts.Where(h => h.Domains.Contains(name)).Take(1) },
        };
    }

    private static VirtualHost Host(Service service, int port, Proxy proxy, PushContext context, FilterNames names)
    {
        var hosts = new List<string> { service.Host };
        hosts.AddRange(ShortNames(service.Host, proxy.Domain));
        if (service.Address != Service.Unspecified && !service.Address.Contains('/'))
        {
            hosts.Add(service.Address);
        }

        var routes = context.VirtualServices.HttpOfSidecars(service.Host);
        return new VirtualHost
        {
            Name = WithPort(service.Host, port),
            Domains = { hosts.SelectMany(h => new[] { h, WithPort(h, port) }) },
            Routes = { routes.Count > 0 ? VirtualRoutes.Http(routes, port, known: null, names) : [FilterChains.Route("default", ClusterName.Outbound(port, service.Host))] },
        };
    }

    private static VirtualHost Everything() => new()
    {
        Name = AllowAny,
        Domains = { "*" },
        Routes = { FilterChains.Route(AllowAny, ClusterGenerator.Passthrough) },
    };

    /// <summary>How a client in the same DNS domain may shorten a host: x.ns for x.ns.svc.cluster.local, and what lies between.</summary>
    private static IEnumerable<string> ShortNames(string host, string domain)
    {
        var labels = host.Split('.');
        var shared = Enumerable.Reverse(labels).Zip(Enumerable.Reverse(domain.Split('.'))).TakeWhile(pair => pair.First == pair.Second).Count();
        var own = labels.Length - shared;
        if (own == 0 || shared == 0)
        {
            yield break;
        }

        yield return string.Join('.', labels.Take(own));
        for (var kept = labels.Length - 1; kept > own; kept--)
        {
            yield return string.Join('.', labels.Take(kept));
        }
    }

    /// <summary>HOST:PORT.</summary>
    public static string WithPort(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
}
