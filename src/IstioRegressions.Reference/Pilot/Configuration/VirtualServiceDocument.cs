using System.Globalization;
using static IstioRegressions.Reference.Pilot.Configuration.Fields;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Turns the spec of a VirtualService into one; what this pilot does not serve is refused, not left out.</summary>
internal static class VirtualServiceDocument
{
    /// <exception cref="InvalidConfigurationException">A field has the wrong form, or is not served.</exception>
    public static VirtualServiceSpec Read(YamlNode spec)
    {
        Only(spec, "the VirtualService", "hosts", "gateways", "http", "tcp");
        return new VirtualServiceSpec(
            TextList(spec, "hosts"),
            TextList(spec, "gateways"),
            [.. List(spec, "http").Select(Http)],
            [.. List(spec, "tcp").Select(Tcp)]);
    }

    private static HttpRouteSpec Http(YamlNode route)
    {
        Only(route, "the HTTP route", "match", "route", "fault", "redirect");
        return new HttpRouteSpec([.. List(route, "match").Select(Match)], Destinations(route), Fault(route["fault"]), Redirect(route["redirect"]));
    }

    private static RedirectSpec? Redirect(YamlNode? redirect)
    {
        if (redirect is null)
        {
            return null;
        }

        Only(redirect, "the redirect", "uri", "authority", "redirectCode");
        return new RedirectSpec(Text(redirect, "uri"), Text(redirect, "authority"), Number(redirect, "redirectCode"));
    }

    private static UriMatch Match(YamlNode match)
    {
        Only(match, "the match", "uri");
        var uri = match["uri"] ?? NoFields(match);
        Only(uri, "uri", "prefix", "exact");
        return uri["exact"] is { } exact ? new UriMatch(exact.AsText("uri.exact"), IsPrefix: false) : new UriMatch(uri["prefix"]?.AsText("uri.prefix") ?? "/", IsPrefix: true);
    }

    private static TcpRouteSpec Tcp(YamlNode route)
    {
        Only(route, "the TCP route", "match", "route", "fault");
        return new TcpRouteSpec([.. List(route, "match").Select(Port)], Destinations(route), Fault(route["fault"]));
    }

    private static int Port(YamlNode match)
    {
        Only(match, "the match", "port");
        return Number(match, "port");
    }

    private static Items<DestinationSpec> Destinations(YamlNode route) => [.. List(route, "route").Select(Destination)];

    private static DestinationSpec Destination(YamlNode weighted)
    {
        Only(weighted, "the route", "destination", "weight");
        var destination = weighted["destination"] ?? NoFields(weighted);
        Only(destination, "the destination", "host", "subset", "port");
        return new DestinationSpec(Text(destination, "host"), Text(destination, "subset"), Number(destination["port"] ?? NoFields(destination), "number"), Number(weighted, "weight"));
    }

    private static FaultSpec? Fault(YamlNode? fault)
    {
        if (fault is null)
        {
            return null;
        }

        Only(fault, "the fault", "abort", "delay");
        var (abort, delay) = (fault["abort"] ?? NoFields(fault), fault["delay"] ?? NoFields(fault));
        return new FaultSpec(Number(abort, "httpStatus"), Percent(abort), Duration(delay), Percent(delay), abort["percentage"] is null && abort["percent"] is not null);
    }

    /// <summary>percentage.value, or the whole number percent that it took the place of.</summary>
    private static double Percent(YamlNode node) => node["percentage"]?["value"] is { } value
        ? double.TryParse(value.Text, CultureInfo.InvariantCulture, out var percent)
            ? percent
            : throw new InvalidConfigurationException(value.Line, $"percentage.value must be a number, but is {value.Text}")
        : Number(node, "percent");

    private static TimeSpan Duration(YamlNode delay)
    {
        if (delay["fixedDelay"] is not { } node)
        {
            return TimeSpan.Zero;
        }

        return GoDuration.TryParse(node.AsText("fixedDelay"), out var duration)
            ? duration
            : throw new InvalidConfigurationException(node.Line, $"fixedDelay {node.Text} is not a duration, for example 7s");
    }
}
