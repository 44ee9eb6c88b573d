using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures;

/// <summary>
/// Where a scenario's meshes come from. It is per class and cheap; what is shared (how many meshes run at once) stands
/// behind it, once in the process.
/// </summary>
public sealed class MeshFixture
{
    /// <summary>What an environment can do, known before one is started.</summary>
    public static Capabilities CapabilitiesOf(MeshEnvironment environment) => environment switch
    {
        MeshEnvironment.Reference => LocalMesh.Has | LocalMesh.HasOnReference,
        MeshEnvironment.Native => LocalMesh.Has | Capabilities.Release,
        _ => Capabilities.None,
    };

    /// <summary>Waits until another mesh may run; the place is given back by disposing it.</summary>
    /// <param name="memoryCap">What its control plane may use, in bytes; null for the ordinary.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IDisposable> PlaceAsync(long? memoryCap, CancellationToken ct) =>
        Places.OfThisMachine.TakeAsync(memoryCap ?? Places.Ordinary, ct);

    /// <summary>Starts a mesh; it serves when this returns.</summary>
    public async Task<Mesh> StartAsync(MeshRequest request, Settings settings, CancellationToken ct) => settings.Environment switch
    {
        MeshEnvironment.Reference or MeshEnvironment.Native => await LocalMesh.StartAsync(request, settings, ct),
        _ => throw new NotSupportedException(
            $"this build has no {settings.Environment.ToString().ToLowerInvariant()} environment: build with -p:WithK3s=true"),
    };
}
