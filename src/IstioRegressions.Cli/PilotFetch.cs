using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;

namespace IstioRegressions.Cli;

/// <summary>Brings real pilots out of their images into the cache before scenarios start, where a person sees it happen.</summary>
internal static class PilotFetch
{
    /// <summary>
    /// Fetches what is pinned and not there yet. A version whose image cannot be had is left to the scenarios, which record
    /// why they were not run; a registry that does not answer at all is an error here and now.
    /// </summary>
    /// <exception cref="ImageException">The registry does not answer, or the saved images cannot be read.</exception>
    /// <exception cref="FormatException">The lock file is none; the message names the line or entry.</exception>
    public static async Task RunAsync(Settings settings, IEnumerable<IstioVersion> versions, bool quiet, CancellationToken ct)
    {
        if (settings is not { Environment: MeshEnvironment.Native, Pilot: null })
        {
            return;
        }

        var pinned = versions.Distinct().Where(v => LocalMesh.Missing(settings, v) is null).Order().ToList();
        using var images = await PilotImages.OpenAsync(settings.Images, ct);
        await ImageView.FollowAsync(quiet, pinned.Count(v => !PilotImages.IsCached(settings.Images, v)), async progress =>
        {
            foreach (var version in pinned)
            {
                try
                {
                    await images.GetAsync(version, progress, ct);
                }
                catch (ImageException e) when (!e.MayPass)
                {
                    // The scenarios' records say it, once.
                }
            }

            return pinned;
        });
    }
}
