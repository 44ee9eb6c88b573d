using System.Runtime.CompilerServices;

namespace IstioRegressions.Unit;

/// <summary>The sources that these tests were compiled from.</summary>
internal static class Sources
{
    /// <summary>Their top folder.</summary>
    public static string Folder { get; } = Top();

    private static string Top([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(file, "..", "..", ".."));
}
