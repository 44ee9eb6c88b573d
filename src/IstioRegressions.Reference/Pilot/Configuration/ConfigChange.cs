namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>What happened to one object: added (no <paramref name="Old"/>), deleted (no <paramref name="New"/>) or updated.</summary>
internal sealed record ConfigChange(ConfigObject? Old, ConfigObject? New)
{
    public ConfigObject Object => New ?? Old!;

    public override string ToString() => $"{(Old is null ? "add" : New is null ? "delete" : "update")} {Object}";
}
