using System.Collections.Immutable;

namespace IstioRegressions.Routing;

/// <summary>
/// How a call ends, and the way there: as far as it came, each step names what was chosen. What Envoy would draw lots for
/// is not drawn: weighted clusters are listed with their weights, faults with their percentages.
/// </summary>
public sealed record Outcome
{
    /// <summary>How it ends. Where clusters are weighted, how some of the calls end, at best.</summary>
    public OutcomeKind Kind { get; init; } = OutcomeKind.Undecided;

    /// <summary>Why, in one sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The name of the listener.</summary>
    public string? Listener { get; init; }

    /// <summary>The filter chain: its name, or its place in the listener from 0; "default" for the default one.</summary>
    public string? FilterChain { get; init; }

    /// <summary>The name of the route table.</summary>
    public string? RouteTable { get; init; }

    /// <summary>The name of the virtual host.</summary>
    public string? VirtualHost { get; init; }

    /// <summary>The route: its name, or its place in the virtual host from 0, and its match.</summary>
    public string? Route { get; init; }

    /// <summary>The fault on the way; null without one.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Where the call may go; empty where it was answered or lost before.</summary>
    public ImmutableArray<Target> Targets { get; init; } = [];

    /// <summary>The HTTP status that the proxy answers itself with; null where it does not, or closes the connection.</summary>
    public int? Status { get; init; }

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; init; }

    /// <summary>For example <c>Aborted 503 (…): 0.0.0.0_80, chain 0, 80, shop.example:80, route 2 path /broken; …</c>.</summary>
    public override string ToString()
    {
        var way = ((string?[])[Listener, FilterChain is null ? null : $"chain {FilterChain}", RouteTable, VirtualHost, Route is null ? null : $"route {Route}"]).OfType<string>();
        var end = ((string?[])[Location, Fault?.ToString(), .. Targets.Select(t => Targets.Length > 1 ? $"{t.Weight} to {t}" : $"{t}")]).OfType<string>();
        return $"{Kind}{(Status is { } status ? $" {status}" : "")} ({Reason}): {string.Join(", ", way)}; {string.Join("; ", end)}";
    }
}
