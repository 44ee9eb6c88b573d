namespace IstioRegressions.Cli;

/// <summary>What the process exits with. The codes of <c>verdict</c> are those that <c>git bisect run</c> reads.</summary>
public static class ExitCode
{
    /// <summary>verdict: the regression is absent. matrix: every verdict is as expected. bisect: found.</summary>
    public const int Good = 0;

    /// <summary>verdict: the regression is reproduced. matrix: a verdict contradicts the catalogue.</summary>
    public const int Bad = 1;

    /// <summary>matrix: nothing contradicts the catalogue, and something was not decided. bisect: could not be decided.</summary>
    public const int Undecided = 2;

    /// <summary>verdict: this commit cannot be judged (git bisect skips it).</summary>
    public const int Skip = 125;

    /// <summary>Interrupted: what a shell says of a process that SIGINT ended.</summary>
    public const int Interrupted = 130;

    /// <summary>What no version and no commit can change: usage, an unknown regression, no such file (git bisect stops).</summary>
    public const int Usage = 255;
}
