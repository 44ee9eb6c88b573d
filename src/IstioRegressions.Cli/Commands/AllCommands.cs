using System.CommandLine;

namespace IstioRegressions.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class AllCommands
{
    public static RootCommand Create() => new("Does Istio version X have bug Y? Reproduces documented Istio issues on a mesh of a pinned version.")
    {
        QuietOption.Quiet,
        ListCommand.Create(),
        VerdictCommand.Create(),
        MatrixCommand.Create(),
        BisectCommand.Create(),
        ReportCommand.Create(),
        LoadCommand.Create(),
        NewCommand.Create(),
        ImagesCommand.Create(),
        DoctorCommand.Create(),
    };
}
