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

    /// <summary>All names, each with one sentence that says what goes wrong.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [EndpointPortFromService] =
            "An endpoint push carries the port of the service in place of the endpoint's own, until a full push corrects it.",
        [SelectorForgetsOldLabels] =
            "A change of a WorkloadEntry is matched by its new labels only, so one that lost its labels stays an endpoint, even when deleted.",
        [SidecarScopePerHost] =
            "The default sidecar scope is kept once per host in place of once per namespace, each with the keys of all hosts.",
    };
}
