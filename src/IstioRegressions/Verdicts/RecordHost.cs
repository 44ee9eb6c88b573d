using System.Diagnostics;
using System.Globalization;

namespace IstioRegressions.Verdicts;

/// <summary>The process that ran a scenario.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="Started">When it started: together with the id it names one process, an id alone is given again.</param>
/// <param name="Command">The process id of the command that it runs for; null where it was started otherwise, by dotnet test say.</param>
public sealed record RecordHost(int Pid, DateTimeOffset Started, int? Command = null)
{
    /// <summary>The variable by which a command tells a host its process id.</summary>
    public const string CommandVariable = "ISTIO_REGRESSIONS_COMMAND";

    // A start time is reckoned from the boot time, which moves when the clock is set.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>This process.</summary>
    public static RecordHost Current { get; } = Read(Process.GetCurrentProcess());

    /// <summary>Whether the process still runs on this machine.</summary>
    public bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(Pid);
            return (process.StartTime.ToUniversalTime() - Started.UtcDateTime).Duration() < Tolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static RecordHost Read(Process process)
    {
        using (process)
        {
            int? command = int.TryParse(Environment.GetEnvironmentVariable(CommandVariable), CultureInfo.InvariantCulture, out var pid) ? pid : null;
            return new RecordHost(process.Id, new DateTimeOffset(process.StartTime.ToUniversalTime(), TimeSpan.Zero), command);
        }
    }
}
