namespace IstioRegressions.Meshes;

/// <summary>How a process of a control plane ended.</summary>
/// <param name="Code">Its exit code; 128 + n where signal n ended it.</param>
/// <param name="Signal">The signal that ended it, for example SIGKILL.</param>
/// <param name="At">When it ended.</param>
/// <param name="Ran">How long it ran.</param>
/// <param name="Cause">Why we ended it ("resident memory 2.1 GB is over the cap of 2 GB"); null when it ended by itself.</param>
/// <param name="LastLines">The last lines of its log.</param>
/// <param name="LastWords">What it said of its own end.</param>
public sealed record ProcessExit(int Code, string? Signal, DateTimeOffset At, TimeSpan Ran, string? Cause, IReadOnlyList<string> LastLines, LastWords LastWords)
{
    /// <summary>"exited with code 2", "was ended by SIGSEGV (139)", "was ended by SIGKILL (137): the cause".</summary>
    public string Description =>
        $"{(Signal is null ? $"exited with code {Code}" : $"was ended by {Signal} ({Code})")}{(Cause is null ? "" : $": {Cause}")}";

    /// <summary>The description and the last lines.</summary>
    public override string ToString() => LastLines.Count == 0
        ? $"{Description}; it logged nothing"
        : $"{Description}; its last lines:\n  {string.Join("\n  ", LastLines)}";

    internal static string? SignalOf(int code) => (code - 128) switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => null,
    };
}
