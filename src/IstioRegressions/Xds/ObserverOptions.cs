namespace IstioRegressions.Xds;

/// <summary>Where an observer connects, as whom, and how long it waits.</summary>
public sealed record ObserverOptions
{
    /// <summary>
    /// The deadline of a wait when none is given: a pilot that is kept busy holds changes back for at most 10 s
    /// (PILOT_DEBOUNCE_MAX), and generating and sending may take as long again on a loaded machine.
    /// </summary>
    public static readonly TimeSpan DefaultWaitLimit = TimeSpan.FromSeconds(20);

    /// <summary>Who the observer says it is.</summary>
    public required NodeIdentity Node { get; init; }

    /// <summary>The address of plaintext xDS, for example http://127.3.4.5:15010.</summary>
    public required Uri Server { get; init; }

    /// <summary>The version of xDS to speak.</summary>
    public required XdsProtocol Protocol { get; init; }

    /// <summary>
    /// How to get a byte stream to the server, for each connection; null for TCP to <see cref="Server"/>. With a Unix
    /// socket or a port-forward, Server only names the authority.
    /// </summary>
    public Func<CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>
    /// The deadline of every wait, the start included, and of a server's first answer on a new stream.
    /// </summary>
    public TimeSpan WaitLimit { get; init; } = DefaultWaitLimit;

    /// <summary>
    /// The names of all EDS requests; null to ask, as Envoy does, for the EDS clusters that CDS names. A new EDS request
    /// makes a pilot rebuild what it sends, which can hide the bug that is looked for.
    /// </summary>
    public IReadOnlyList<string>? EndpointNames { get; init; }

    /// <summary>How the first pushes are answered.</summary>
    public Acknowledgement Acknowledgement { get; init; } = Acknowledgement.Acknowledge;

    /// <summary>How many of the latest pushes <see cref="Observer.History"/> keeps, with the names they carried.</summary>
    public int HistoryLimit { get; init; } = 100;

    /// <summary>The clock of deadlines, of the pauses between connections and of the pushes' times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How pushes become state; one that many observers share keeps once what is equal.</summary>
    internal Decoding Decoding { get; init; } = Decoding.Alone;
}
