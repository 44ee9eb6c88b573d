using System.Runtime.InteropServices;

namespace IstioRegressions.Distributions;

/// <summary>The <c>dotnet</c> that runs this process.</summary>
public static class DotNetHost
{
    /// <summary>Its path. It is not always found on the PATH, but the shared framework always lies below it.</summary>
    public static string File { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
}
