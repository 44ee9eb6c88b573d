using System.Diagnostics;

namespace IstioRegressions.Distributions;

/// <summary>
/// Our own executable, which the build copies into reference/ beside what uses it. It is started as an assembly: unlike
/// an executable file, that needs no mode bit, which packages lose.
/// </summary>
internal static class ReferenceProgram
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "reference", "IstioRegressions.Reference.dll");

    /// <summary>Why it cannot be started; null when it can.</summary>
    public static string? Missing => File.Exists(Assembly)
        ? null
        : $"there is no {Assembly}; build the project again, which copies the reference there";

    /// <summary>How one of its roles is started.</summary>
    public static ProcessStartInfo Role(string role, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(DotNetHost.File, ["exec", Assembly, role, .. arguments]);

        // The runtime's diagnostic sockets stay in the temp directory when a process is killed, which is how ours end.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }
}
