using System.CommandLine;

namespace IstioRegressions.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class AllCommands
{
    /// <summary>Makes it.</summary>
    /// <param name="variables">The value of a variable, null where it is not set.</param>
    public static RootCommand Create(Func<string, string?> variables) => new("Does Istio version X have bug Y? Reproduces documented Istio issues on a mesh of a pinned version.")
    {
        QuietOption.Quiet,
        ListCommand.Create(),
        VerdictCommand.Create(variables),
        MatrixCommand.Create(variables),
        BisectCommand.Create(variables),
        ReportCommand.Create(),
        LoadCommand.Create(variables),
        NewCommand.Create(),
        ImagesCommand.Create(variables),
        DoctorCommand.Create(variables),
    };
}
