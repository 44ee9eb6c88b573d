using System.Diagnostics;

namespace IstioRegressions.Distributions;

/// <summary>
/// Our own executable, which the build copies into reference/ beside what uses it. What is packed is started as an assembly:
/// unlike an executable file, that needs no mode bit, which packages lose.
/// </summary>
internal static class ReferenceProgram
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "reference");
    private static readonly string Assembly = Path.Combine(Folder, "IstioRegressions.Reference.dll");

    /// <summary>Why it cannot be started; null when it can.</summary>
    public static string? Missing => File.Exists(Assembly)
        ? null
        : $"there is no {Assembly}; build the project again, which copies the reference there";

    /// <summary>How one of its roles is started.</summary>
    public static ProcessStartInfo Role(string role, IEnumerable<string> arguments)
    {
        var start = NativeIn(Folder) is { } native
            ? new ProcessStartInfo(native, [role, .. arguments])
            : new ProcessStartInfo(DotNetHost.File, ["exec", Assembly, role, .. arguments]);

        // The runtime's diagnostic sockets stay in the temp directory when a process is killed, which is how ours end.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        DotNetHost.ExpectShortLife(start);
        return start;
    }

    /// <summary>
    /// The same program as native code, which build/CompileNative.targets makes beside it; null when there is none. One that is
    /// older than one of our assemblies is of other sources: the build after it left native code out.
    /// </summary>
    internal static string? NativeIn(string folder)
    {
        var native = Path.Combine(folder, "native", "istio-reference");
        return OperatingSystem.IsLinux()
            && File.Exists(native)
            && File.GetUnixFileMode(native).HasFlag(UnixFileMode.UserExecute)
            && Directory.GetFiles(folder, "IstioRegressions*.dll").All(assembly => File.GetLastWriteTimeUtc(assembly) <= File.GetLastWriteTimeUtc(native))
                ? native
                : null;
    }
}
