using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes.Workloads;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>A running Istio of one version, with whatever its environment can give it.</summary>
public abstract class Mesh : IAsyncDisposable
{
    /// <summary>The version of Istio that it runs, or that the reference plays.</summary>
    public abstract IstioVersion Version { get; }

    /// <summary>Where it comes from.</summary>
    public abstract MeshEnvironment Environment { get; }

    /// <summary>What it can do.</summary>
    public abstract Capabilities Capabilities { get; }

    /// <summary>The namespace of the objects that name none.</summary>
    public virtual string Namespace => ManifestObject.DefaultNamespace;

    /// <summary>What its control plane speaks.</summary>
    protected XdsProtocol Protocol => ProtocolOf(Version);

    /// <summary>What the control plane of a version speaks: 1.8 gave v2 up.</summary>
    public static XdsProtocol ProtocolOf(IstioVersion version) => (version.Major, version.Minor).CompareTo((1, 8)) >= 0 ? XdsProtocol.V3 : XdsProtocol.V2;

    /// <summary>The process of the control plane.</summary>
    /// <exception cref="NotSupportedException">The environment lacks <see cref="Catalogue.Capabilities.Process"/>.</exception>
    public virtual ControlPlane ControlPlane => throw new NotSupportedException(
        $"the process of the control plane cannot be watched in the environment {Environment.ToString().ToLowerInvariant()}; a scenario that watches it needs the capability process");

    /// <summary>Applies all objects of a manifest as one change, and returns when the control plane has accepted them.</summary>
    /// <param name="file">A file of the regression's folder.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ManifestException">The file cannot be read, or the control plane refused a document of it.</exception>
    /// <exception cref="MeshException">The control plane is no longer there.</exception>
    public abstract Task ApplyAsync(string file, CancellationToken ct = default);

    /// <summary>Applies all objects of a manifest as one change, and returns when the control plane has accepted them.</summary>
    /// <exception cref="ManifestException">The YAML cannot be read, or the control plane refused a document of it.</exception>
    /// <exception cref="MeshException">The control plane is no longer there.</exception>
    public abstract Task ApplyAsync(Manifest manifest, CancellationToken ct = default);

    /// <summary>Deletes the objects that a manifest names (by kind, namespace and name) as one change.</summary>
    /// <param name="file">A file of the regression's folder.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ManifestException">The file cannot be read, or names an object that is not applied.</exception>
    /// <exception cref="MeshException">The control plane is no longer there.</exception>
    public abstract Task DeleteAsync(string file, CancellationToken ct = default);

    /// <summary>
    /// Deletes the objects that one manifest names and applies those of another as one change: of a sentinel in it, an
    /// observer learns when the deletion has been dealt with, and nothing comes between them.
    /// </summary>
    /// <param name="deleted">The file whose objects go.</param>
    /// <param name="applied">The file whose objects come.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ManifestException">A file cannot be read, names an object that is not applied, or was refused.</exception>
    /// <exception cref="MeshException">The control plane is no longer there.</exception>
    public abstract Task ReplaceAsync(string deleted, string applied, CancellationToken ct = default);

    /// <summary>
    /// The address of a workload, or of a gateway: the same whenever it is asked for, so that a manifest can name it as an
    /// endpoint. Up to 1.7 a control plane takes the labels of a gateway from such an endpoint.
    /// </summary>
    /// <param name="name">The workload's name; its namespace is the mesh's.</param>
    public abstract IPAddress AddressOf(string name);

    /// <summary>Connects an observer that stands where the sidecar of a workload would. The caller disposes it.</summary>
    /// <param name="name">The workload's name; its namespace is the mesh's.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">The control plane cannot be reached, or does not serve this.</exception>
    /// <exception cref="ObservationTimeoutException">It was connected to, and did not send a first configuration in time.</exception>
    public abstract Task<Observer> ObserveSidecarAsync(string name, CancellationToken ct = default);

    /// <summary>Connects an observer that stands where a sidecar of another version would, as during an upgrade. The caller disposes it.</summary>
    /// <param name="name">The workload's name; its namespace is the mesh's.</param>
    /// <param name="claimed">The version that the sidecar says it is.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">The control plane cannot be reached, or does not serve this.</exception>
    /// <exception cref="ObservationTimeoutException">It was connected to, and did not send a first configuration in time.</exception>
    public abstract Task<Observer> ObserveSidecarAsync(string name, IstioVersion claimed, CancellationToken ct = default);

    /// <summary>Connects an observer that stands where a gateway would. The caller disposes it.</summary>
    /// <param name="name">The gateway's name; its namespace is the mesh's.</param>
    /// <param name="labels">The gateway's labels, by which a Gateway selects it.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">The control plane cannot be reached, or does not serve this.</exception>
    /// <exception cref="ObservationTimeoutException">It was connected to, and did not send a first configuration in time.</exception>
    public abstract Task<Observer> ObserveRouterAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken ct = default);

    /// <summary>A client for endpoints alone, as a sidecar before ADS was; nothing is sent before it is asked. The caller disposes it.</summary>
    /// <param name="name">The workload's name; its namespace is the mesh's.</param>
    public abstract EndpointClient ConnectEndpoints(string name);

    /// <summary>Connects a client that asks for the endpoints of thousands of clusters and never reads an answer. The caller disposes it.</summary>
    /// <param name="name">The workload's name; its namespace is the mesh's.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">The control plane cannot be reached.</exception>
    public abstract Task<StalledClient> StallAsync(string name, CancellationToken ct = default);

    /// <summary>What the sidecar of a workload knows of where calls go: over ADS, or before 0.8 by asking for it again and again.</summary>
    /// <param name="name">The workload's name; its namespace is the mesh's.</param>
    /// <param name="port">The port whose HTTP routes it has.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="XdsException">The control plane cannot be reached, or does not serve this.</exception>
    public abstract Task<RoutingView> ObserveRoutingAsync(string name, int port, CancellationToken ct = default);

    /// <summary>
    /// Replaces the control plane, which was started in the version before (<see cref="MeshRequest.Before"/>), by that of
    /// <see cref="Version"/>, and returns when it is ready. The configuration stays.
    /// </summary>
    /// <exception cref="NotSupportedException">The environment has no control plane to upgrade.</exception>
    /// <exception cref="MeshException">The new one is not ready in time.</exception>
    public virtual Task UpgradeAsync(CancellationToken ct = default) => throw Lacks("upgrades");

    /// <summary>
    /// Replaces the control plane by one that serves discovery at another address, as a pod that takes another's place, and returns
    /// when it is ready and its Service leads there. The configuration stays. Observers ask the address that they were started with,
    /// so those from before have lost it.
    /// </summary>
    /// <exception cref="NotSupportedException">The environment has no control plane that moves.</exception>
    /// <exception cref="InvalidOperationException">It is started again by itself (<see cref="MeshRequest.Restart"/>), not on demand.</exception>
    /// <exception cref="MeshException">The new one is not ready in time.</exception>
    public virtual Task MoveControlPlaneAsync(CancellationToken ct = default) => throw Lacks("control planes that move");

    /// <summary>How the sidecars of a version are started and end.</summary>
    /// <param name="scale">What published durations are multiplied by.</param>
    /// <param name="version">The version; null for the mesh's.</param>
    /// <exception cref="NotSupportedException">The environment lacks <see cref="Catalogue.Capabilities.Sidecars"/>.</exception>
    public virtual Sidecar SidecarOf(double scale, IstioVersion? version = null) => throw Lacks("sidecars");

    /// <summary>Deploys an application, and returns when all its pods are ready. The caller disposes it.</summary>
    /// <exception cref="NotSupportedException">The environment lacks <see cref="Catalogue.Capabilities.Workloads"/>.</exception>
    /// <exception cref="ManifestException">The request's manifest cannot be read, or was refused.</exception>
    /// <exception cref="MeshException">A pod does not become ready: nothing is left of any.</exception>
    public virtual Task<Workload> DeployAsync(WorkloadRequest request, CancellationToken ct = default) => throw Lacks("workloads");

    /// <summary>What a debug page of the control plane says.</summary>
    /// <param name="path">The page, for example /debug/syncz.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It does not answer 200.</exception>
    public abstract Task<string> DebugAsync(string path, CancellationToken ct = default);

    /// <summary>Whether a debug page of the control plane answers 200 in time.</summary>
    public abstract Task<bool> AnswersAsync(TimeSpan within, CancellationToken ct = default);

    /// <summary>Reads a manifest of the regression's folder, for a scenario that makes others from it.</summary>
    /// <exception cref="ManifestException">The file cannot be read.</exception>
    public abstract Task<Manifest> ReadAsync(string file, CancellationToken ct = default);

    /// <summary>Keeps something that the scenario found as a file of its evidence.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="ct">Ends the writing.</param>
    public abstract Task RecordAsync(string file, ReadOnlyMemory<byte> content, CancellationToken ct = default);

    /// <summary>Keeps what explains a verdict that nobody expected, where the environment has more to say than the evidence of every run.</summary>
    public virtual Task ExplainAsync(CancellationToken ct = default) => Task.CompletedTask;

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    private NotSupportedException Lacks(string capability) =>
        new($"the environment {Environment.ToString().ToLowerInvariant()} lacks {capability}; a scenario with them needs that capability");
}
