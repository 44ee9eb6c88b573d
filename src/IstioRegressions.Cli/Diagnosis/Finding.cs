namespace IstioRegressions.Cli.Diagnosis;

/// <summary>One thing that an environment needs, and whether this machine has it.</summary>
/// <param name="Environment">The environment that needs it.</param>
/// <param name="Need">What it is.</param>
/// <param name="Found">What was found, or what is wrong.</param>
/// <param name="Remedy">What to do; null where the need is met.</param>
public sealed record Finding(string Environment, string Need, string Found, string? Remedy = null)
{
    /// <summary>Whether the need is met.</summary>
    public bool Ok => Remedy is null;
}
