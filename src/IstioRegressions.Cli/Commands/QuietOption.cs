using System.CommandLine;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>--quiet</c>, which all commands take.</summary>
internal static class QuietOption
{
    /// <summary>The option, for the root.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print results only: no progress.", Recursive = true };

    /// <summary>Whether results are all that is asked for.</summary>
    public static bool IsQuiet(this ParseResult parsed) => parsed.GetValue(Quiet);
}
