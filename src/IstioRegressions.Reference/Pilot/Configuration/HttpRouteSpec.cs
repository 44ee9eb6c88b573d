namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Where requests go.</summary>
/// <param name="Matches">Any of these; nothing matches everything.</param>
/// <param name="Destinations">Where to, by weight; nothing where they are redirected.</param>
/// <param name="Fault">What happens to them on the way; null for nothing.</param>
/// <param name="Redirect">Where clients are told to go instead; null for nowhere.</param>
internal sealed record HttpRouteSpec(Items<UriMatch> Matches, Items<DestinationSpec> Destinations, FaultSpec? Fault, RedirectSpec? Redirect)
{
    /// <summary>Whether it matches everything, so that no route behind it is ever reached.</summary>
    public bool TakesAll => Matches.Count == 0 || Matches.Contains(UriMatch.Everything);
}
