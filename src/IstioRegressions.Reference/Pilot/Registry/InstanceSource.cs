namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>Where instances come from.</summary>
/// <param name="Object">The object that has the addresses: the entry itself, or a WorkloadEntry that it selects.</param>
/// <param name="Entry">The ServiceEntry that makes them instances of its hosts.</param>
internal sealed record InstanceSource(string Object, string Entry)
{
    /// <summary>Whether the entry itself lists the addresses.</summary>
    public bool IsListed => Object == Entry;
}
