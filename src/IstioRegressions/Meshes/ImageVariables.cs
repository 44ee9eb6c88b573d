using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>The ISTIO_ variables of <see cref="ImageSettings"/>.</summary>
internal static class ImageVariables
{
    /// <summary>Reads them; null is what is not set.</summary>
    /// <exception cref="SettingsException">One has a value that it cannot have; the message lists the right ones.</exception>
    public static ImageSettings Read(Func<string, string?> value, ImageSettings defaults) => new()
    {
        Hub = ParseHub(value("ISTIO_HUB") ?? defaults.Hub),
        Lock = Path.GetFullPath(value("ISTIO_LOCK") ?? defaults.Lock),
        Saved = value("ISTIO_IMAGES") is { } saved ? ParseSaved(Path.GetFullPath(saved)) : null,
        Mirrors = ParseMirrors(value("ISTIO_MIRRORS") ?? ""),
        Cache = Path.GetFullPath(value("ISTIO_CACHE") ?? defaults.Cache),
    };

    /// <summary>What <see cref="Read"/> reads the settings from; null unsets one.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Of(ImageSettings images) =>
    [
        new("ISTIO_HUB", images.Hub),
        new("ISTIO_LOCK", images.Lock),
        new("ISTIO_IMAGES", images.Saved),
        new("ISTIO_MIRRORS", images.Mirrors.Count == 0 ? null : string.Join(',', images.Mirrors.Select(m => m.OriginalString))),
        new("ISTIO_CACHE", images.Cache),
    ];

    private static string ParseHub(string hub)
    {
        try
        {
            IstioImages.Pilot(ReleaseList.Default.Releases[0].Version, hub);
            return hub.TrimEnd('/');
        }
        catch (FormatException e)
        {
            throw new SettingsException($"ISTIO_HUB: {e.Message}");
        }
    }

    private static string ParseSaved(string path) => Path.Exists(path)
        ? path
        : throw new SettingsException($"ISTIO_IMAGES '{path}' does not exist; give a directory or an archive of images, made by docker save or skopeo");

    private static List<Uri> ParseMirrors(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(mirror =>
            Uri.TryCreate(mirror, UriKind.Absolute, out var address) && RegistryEndpoint.IsSafe(address)
                ? address
                : throw new SettingsException($"ISTIO_MIRRORS '{mirror}' is no address of a mirror; write https://HOST or https://HOST/PATH (http on this machine only), several with commas between")),
    ];
}
