namespace IstioRegressions.Meshes.Workloads;

/// <summary>An application to deploy.</summary>
/// <param name="Name">Its name: the Deployment's, the Service's and the beginning of its pods'.</param>
public sealed record WorkloadRequest(string Name)
{
    /// <summary>How many pods.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The port of application and Service.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Where the application sends back the bytes that come; null for nowhere.</summary>
    public int? EchoPort { get; init; }

    /// <summary>
    /// The manifest that tells the control plane of the pods; in it ENDPOINTS stands for their addresses, with commas between.
    /// Null where it is not told of any.
    /// </summary>
    public string? Manifest { get; init; }

    /// <summary>The proxy beside each pod; null for none.</summary>
    public Sidecar? Sidecar { get; init; }

    /// <summary>How long the application's preStop hook sleeps; null where it has none.</summary>
    public TimeSpan? PreStop { get; init; }

    /// <summary>How long after its deletion a pod may end by itself (terminationGracePeriodSeconds).</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the application's start its readiness probe succeeds.</summary>
    public TimeSpan? ReadyAfter { get; init; } = TimeSpan.Zero;

    /// <summary>How long the Deployment waits for a pod to be ready.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after a pod's deletion connections to the Service still go to it: endpoints, and kube-proxy's rules, come late.
    /// Where the sidecar gets SIGTERM at once, from when it acts on it: a machine that is busy with other things delays that
    /// by more than any cluster does.
    /// </summary>
    public TimeSpan EndpointLag { get; init; } = TimeSpan.FromSeconds(1);
}
