namespace IstioRegressions.Meshes;

/// <summary>The faults that the reference pilot can be started with (its option <c>--defects</c>), by name.</summary>
public static class ReferenceDefects
{
    /// <summary>An endpoint update carries the service's port.</summary>
    public const string EndpointPortFromService = "endpoint-port-from-service";

    /// <summary>A WorkloadEntry that lost its labels stays an endpoint.</summary>
    public const string SelectorForgetsOldLabels = "selector-forgets-old-labels";

    /// <summary>Memory grows with the square of the number of hosts.</summary>
    public const string SidecarScopePerHost = "sidecar-scope-per-host";

    /// <summary>A map of the streams of endpoints is read without its lock.</summary>
    public const string EndpointStreamsUnlocked = "endpoint-streams-unlocked";

    /// <summary>What is flushed waits for clients that do not read.</summary>
    public const string FlushWaitsForReaders = "flush-waits-for-readers";

    /// <summary>Those that end the process: no scenario about anything else gets to its verdict with one of them.</summary>
    public static IReadOnlySet<string> ThatEndTheProcess { get; } = new HashSet<string>(StringComparer.Ordinal) { EndpointStreamsUnlocked };

    /// <summary>All names, each with one sentence that says what goes wrong.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [EndpointPortFromService] =
            "An endpoint push carries the port of the service in place of the endpoint's own, until a full push corrects it.",
        [SelectorForgetsOldLabels] =
            "A change of a WorkloadEntry is matched by its new labels only, so one that lost its labels stays an endpoint, even when deleted.",
        [SidecarScopePerHost] =
            "The default sidecar scope is kept once per host in place of once per namespace, each with the keys of all hosts.",
        [EndpointStreamsUnlocked] =
            "Whoever drops a stream of endpoints writes the map of all of them into the log without taking its lock, and the process dies when it is changed meanwhile.",
        [FlushWaitsForReaders] =
            "A flush of the pages of clusters and routes also hands a push to each stream of endpoints, and waits until its client has read the one before; nothing is flushed meanwhile.",
    };
}
