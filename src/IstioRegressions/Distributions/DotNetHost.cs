using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IstioRegressions.Distributions;

/// <summary>The <c>dotnet</c> that runs this process.</summary>
public static class DotNetHost
{
    /// <summary>Its path. It is not always found on the PATH, but the shared framework always lies below it.</summary>
    public static string File { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>
    /// Tells the runtime of a process, and of those that it starts, that it lives for seconds: it measures no code, compiles none
    /// again for speed in the first half minute, does not map what it compiled twice to keep it from being written, and collects
    /// garbage without a thread for it. Each costs more than it gives then.
    /// </summary>
    /// <param name="start">The process. What it was told before stays for its other variables.</param>
    public static void ExpectShortLife(ProcessStartInfo start)
    {
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "7530";   // hexadecimal: half a minute
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
    }
}
