using IstioRegressions.Catalogue;

namespace IstioRegressions.Distributions;

/// <summary>
/// The control planes of Istio's releases, out of the pinned images HUB/pilot:VERSION, and their proxies, out of
/// HUB/proxyv2:VERSION.
/// </summary>
public sealed class PilotImages : IDisposable
{
    private readonly ImageSettings _settings;
    private readonly IImageSource _source;

    private PilotImages(ImageSettings settings, IImageSource source) => (_settings, _source) = (settings, source);

    /// <summary>Opens what the settings name: saved images, or the hub's registry behind its mirrors. Nothing is asked of it yet.</summary>
    /// <exception cref="ImageException">The saved images, or the credentials of Docker's command line, cannot be read.</exception>
    public static async Task<PilotImages> OpenAsync(ImageSettings settings, CancellationToken ct = default) =>
        new(settings, settings.Saved is { } saved ? await SavedImages.OpenAsync(saved, ct: ct) : Registry(settings));

    /// <summary>Why there is no pilot of a version: it is not pinned. Null where it is.</summary>
    /// <exception cref="FormatException">The lock file is none; the message names the line or entry.</exception>
    public static string? Missing(ImageSettings settings, IstioVersion version)
    {
        var image = IstioImages.Pilot(version, settings.Hub);
        var hub = settings.Hub == IstioImages.DefaultHub ? "" : $" --hub {settings.Hub}";
        return ImageLock.Load(settings.Lock).Find(image) is not null
            ? null
            : $"there is no pilot {version}: {image} is not pinned in {settings.Lock}; pin it: {ImageLock.Command} --versions {version}{hub}, or give a binary: --pilot PATH (ISTIO_PILOT)";
    }

    /// <summary>The versions that the lock file has a pilot of, at this hub.</summary>
    /// <exception cref="FormatException">The lock file is none; the message names the line or entry.</exception>
    public static IReadOnlyList<IstioVersion> Pinned(ImageSettings settings) =>
    [
        .. ImageLock.Load(settings.Lock).Images
            .Where(i => IstioVersion.TryParse(i.Image.Tag!, out var version) && IstioImages.Pilot(version, settings.Hub).Name == i.Image.Name)
            .Select(i => IstioVersion.Parse(i.Image.Tag!))
            .Order(),
    ];

    /// <summary>Whether the pilot of a version, which is pinned, lies in the cache already.</summary>
    public static bool IsCached(ImageSettings settings, IstioVersion version) =>
        ImageLock.Load(settings.Lock).Find(IstioImages.Pilot(version, settings.Hub)) is { } locked
        && new ImageCache(settings.Cache).Holds(locked.Digest, ImagePlatform.Current, IstioImages.PilotPath);

    /// <summary>Pins the images of versions, as <see cref="ImageLocker.LockAsync"/> does.</summary>
    /// <param name="versions">The releases.</param>
    /// <param name="proxies">Whether the images of their proxies are pinned too.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="ct">Ends the work; what was pinned until then stays.</param>
    public Task<IReadOnlyList<LockResult>> LockAsync(
        IEnumerable<IstioVersion> versions, bool proxies = false, IProgress<ImageProgress>? progress = null, CancellationToken ct = default) =>
        new ImageLocker(_source).LockAsync(
            _settings.Lock,
            versions.SelectMany(v => proxies ? [IstioImages.Pilot(v, _settings.Hub), IstioImages.Proxy(v, _settings.Hub)] : new[] { IstioImages.Pilot(v, _settings.Hub) }),
            progress,
            ct);

    /// <summary>Gets the pilot of a version, from the cache where it is there.</summary>
    /// <returns>The path of <c>pilot-discovery</c>.</returns>
    /// <exception cref="ImageException">It is not pinned, cannot be had, or is not what was pinned.</exception>
    /// <exception cref="FormatException">The lock file is none; the message names the line or entry.</exception>
    public Task<string> GetAsync(IstioVersion version, IProgress<ImageProgress>? progress = null, CancellationToken ct = default) =>
        FileAsync(IstioImages.Pilot(version, _settings.Hub), IstioImages.PilotPath, progress, ct);

    /// <summary>Gets the proxy of a version, from the cache where it is there.</summary>
    /// <returns>The path of <c>envoy</c>.</returns>
    /// <exception cref="ImageException">It is not pinned, cannot be had, or is not what was pinned.</exception>
    /// <exception cref="FormatException">The lock file is none; the message names the line or entry.</exception>
    public Task<string> GetEnvoyAsync(IstioVersion version, IProgress<ImageProgress>? progress = null, CancellationToken ct = default) =>
        FileAsync(IstioImages.Proxy(version, _settings.Hub), IstioImages.EnvoyPath, progress, ct);

    /// <inheritdoc />
    public void Dispose() => (_source as IDisposable)?.Dispose();

    private Task<string> FileAsync(ImageReference image, string path, IProgress<ImageProgress>? progress, CancellationToken ct) =>
        new ImageFiles(_source, new ImageCache(_settings.Cache), ImageLock.Load(_settings.Lock)).GetAsync(image, path, progress: progress, ct: ct);

    private static RegistryClient Registry(ImageSettings settings)
    {
        var registry = IstioImages.Pilot(ReleaseList.Default.Releases[0].Version, settings.Hub).Registry;
        return new RegistryClient(new RegistryOptions
        {
            Mirrors = new Dictionary<string, IReadOnlyList<Uri>>(StringComparer.Ordinal) { [registry] = settings.Mirrors },
            Credentials = DockerCredentials.Read(),
        });
    }
}
