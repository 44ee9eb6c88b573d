using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>How the routes of several VirtualServices of one host become one list.</summary>
internal static class RoutesOf
{
    /// <summary>Those with longer paths first, whoever has them; those of a single one as they are written.</summary>
    public static IEnumerable<HttpRouteSpec> LongestFirst(IReadOnlyList<VirtualServiceSpec> virtualServices) => virtualServices.Count == 1
        ? virtualServices[0].Http
        : InOrder(virtualServices).OrderByDescending(r => r.Matches.Select(m => m.Text.Length).DefaultIfEmpty(0).Max());

    /// <summary>Those of older VirtualServices first, which take what is meant for others; those that take everything at last.</summary>
    public static IEnumerable<HttpRouteSpec> InOrder(IReadOnlyList<VirtualServiceSpec> virtualServices) =>
        virtualServices.SelectMany(v => v.Http).OrderBy(r => r.TakesAll);

    /// <summary>Those of the oldest alone.</summary>
    public static IEnumerable<HttpRouteSpec> First(IReadOnlyList<VirtualServiceSpec> virtualServices) => virtualServices[0].Http;
}
