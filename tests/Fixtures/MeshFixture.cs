using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures;

/// <summary>
/// Where a scenario's meshes come from. It is per class and cheap; what is shared (how many meshes run at once) stands
/// behind it, once in the process.
/// </summary>
public sealed class MeshFixture
{
    /// <summary>What a mesh of a version will be able to do, known before one is started.</summary>
    public static Capabilities CapabilitiesOf(Settings settings, IstioVersion version) => settings.Environment switch
    {
        MeshEnvironment.Reference => LocalMesh.Has | LocalMesh.HasOnReference,
        MeshEnvironment.Native => LocalMesh.Has | Capabilities.Release,
#if WITH_K3S
        MeshEnvironment.K3s or MeshEnvironment.Cluster => ClusterVariables.CapabilitiesOf(settings, version),
#endif
        _ => Capabilities.None,
    };

    /// <summary>Waits until another mesh may run; the place is given back by disposing it.</summary>
    /// <param name="version">The version of Istio that it runs.</param>
    /// <param name="settings">Where it comes from.</param>
    /// <param name="memoryCap">What its control plane may use, in bytes; null for the ordinary.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IDisposable> PlaceAsync(IstioVersion version, Settings settings, long? memoryCap, CancellationToken ct) => settings.Environment switch
    {
#if WITH_K3S
        MeshEnvironment.K3s or MeshEnvironment.Cluster => Cluster.MeshClusters.OfThisProcess.TakeAsync(version, ct),
#endif
        _ => Places.OfThisMachine(settings.Environment).TakeAsync(memoryCap ?? Places.Ordinary, ct),
    };

    /// <summary>How long a mesh may take to be there, beside what its scenario may take: on Kubernetes a cluster may have to be made.</summary>
    public static TimeSpan StartsWithin(MeshEnvironment environment) =>
        environment is MeshEnvironment.K3s or MeshEnvironment.Cluster ? TimeSpan.FromMinutes(15) : TimeSpan.Zero;

    /// <summary>Ends what outlives a scenario: clusters.</summary>
    public static Task EndAsync() =>
#if WITH_K3S
        Cluster.MeshClusters.OfThisProcess.EndAsync();
#else
        Task.CompletedTask;
#endif

    /// <summary>Starts a mesh; it serves when this returns.</summary>
    public async Task<Mesh> StartAsync(MeshRequest request, Settings settings, CancellationToken ct) => settings.Environment switch
    {
        MeshEnvironment.Reference or MeshEnvironment.Native => await LocalMesh.StartAsync(request, settings, ct),
#if WITH_K3S
        MeshEnvironment.K3s or MeshEnvironment.Cluster => await Cluster.MeshClusters.OfThisProcess.StartAsync(request, settings, ct),
#endif
        _ => throw new NotSupportedException(
            $"this build has no {settings.Environment.ToString().ToLowerInvariant()} environment: build with -p:WithK3s=true"),
    };
}
