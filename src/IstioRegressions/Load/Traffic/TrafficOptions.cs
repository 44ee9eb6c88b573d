using System.Net;

namespace IstioRegressions.Load.Traffic;

/// <summary>Who calls what, how often, and until when.</summary>
public sealed record TrafficOptions
{
    /// <summary>Where the connections go.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>The Host header; null for the server's "address:port".</summary>
    public string? Host { get; init; }

    /// <summary>The path, with its query.</summary>
    public string Path { get; init; } = "/";

    /// <summary>
    /// How many users there are, and so how many requests and connections at most at one moment. In the closed loop each
    /// sends its next request when the one before has ended.
    /// </summary>
    public int Users { get; init; } = 25;

    /// <summary>
    /// How many requests a second are due, whatever became of those before (the open loop); null for the closed loop. A
    /// request's time is counted from when it was due, so that one that had to wait for a user is as late as it was.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>Whether a user keeps its connection; otherwise each request has a new one, and says so.</summary>
    public bool KeepAlive { get; init; } = true;

    /// <summary>How long a user of the closed loop rests between two requests.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>How many requests are made; null for no limit.</summary>
    public long? Requests { get; init; }

    /// <summary>For how long requests are begun; null until it is stopped. Those under way are waited for.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How long a request may take, in the open loop from when it was due.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="LoadException">The options make no load; the message names the one.</exception>
    internal void Check()
    {
        string? wrong = this switch
        {
            { Users: < 1 } => $"{Users} users: there must be one at least",
            { Rate: <= 0 or double.NaN } => $"a rate of {Rate} requests a second: it must be above 0",
            { Timeout.Ticks: <= 0 } => $"a timeout of {Timeout}: it must be above 0",
            { Requests: < 1 } => $"{Requests} requests: there must be one at least",
            { Duration.Ticks: <= 0 } => $"a duration of {Duration}: it must be above 0",
            { Pause.Ticks: < 0 } => $"a pause of {Pause}: it cannot be negative",
            { Rate: not null, Pause.Ticks: > 0 } => "a pause is of the closed loop, and a rate of the open one: give one of them",
            _ when Path is not ['/', ..] || (Path + Host).Any(c => c is <= ' ' or > '~') => $"'{Host}{Path}' is no host and path of a request: write the path from its / on, escaped",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new LoadException(wrong);
        }
    }
}
