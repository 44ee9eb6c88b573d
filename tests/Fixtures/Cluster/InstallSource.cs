using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>What a version is installed from: its release, and the images.</summary>
internal sealed class InstallSource
{
    private readonly IstioVersion _version;
    private readonly Settings _settings;
    private readonly string? _folder;

    private InstallSource(IstioVersion version, Settings settings, string? folder, string release)
    {
        (_version, _settings, _folder) = (version, settings, folder);
        var images = OwnPilot is { } pilot ? $"{pilot}, else {settings.Images.Hub}" : settings.Images.Hub;
        Description = $"{Install.ToString().ToLowerInvariant()} of {release}; images: {images}";
    }

    /// <summary>For the evidence.</summary>
    public string Description { get; }

    private ClusterInstall Install => ClusterVariables.InstallOf(_settings);

    private string? OwnPilot => _settings.Cluster.PilotImage?.Replace(PilotBinary.VersionPlaceholder, $"{_version}", StringComparison.Ordinal);

    /// <summary>Finds the release of a version: in the directory that is given, or its archive.</summary>
    /// <exception cref="MeshException">It is not there, and cannot be had.</exception>
    public static async Task<InstallSource> FindAsync(Settings settings, IstioVersion version, CancellationToken ct)
    {
        var isNeeded = ClusterVariables.InstallOf(settings) != ClusterInstall.Pilot || InstallFiles.Definitions(version).Count > 0;
        if (settings.Release is not null || !isNeeded)
        {
            var given = ReleaseFiles.Find(settings.Release, version).Path;
            return new InstallSource(version, settings, given, given ?? "no release");
        }

        var pins = Path.Combine(Path.GetDirectoryName(settings.Images.Lock)!, "archives.sha256");
        try
        {
            var archive = await new ReleaseArchives(new ArchiveSettings { Pins = pins }).GetAsync(version, ct: ct);
            return new InstallSource(version, settings, archive.Path, $"{archive}");
        }
        catch (InstallationException e)
        {
            throw new MeshException($"{e.Message} (ISTIO_RELEASE)", e) { IsOurs = true };
        }
    }

    /// <summary>The installation on a cluster.</summary>
    /// <exception cref="InstallationException">The release has not the files, or cannot be installed so.</exception>
    /// <exception cref="ManifestException">One of its files is no manifest.</exception>
    public Installation On(ClusterHost host, bool mutualTls)
    {
        var release = ReleaseList.Default.For(_version);
        var options = new InstallOptions { Hub = _settings.Images.Hub, PilotImage = OwnPilot, ControlPlaneOnly = Install == ClusterInstall.Minimal, MutualTls = mutualTls };
        var plan = Install == ClusterInstall.Pilot
            ? InstallPlan.Pilot(release, OwnPilot ?? $"{_settings.Images.Hub}/pilot:{_version}", _folder)
            : InstallPlan.For(release, _folder!, options, host.Kubeconfig, host.Context);
        return new Installation(host.Api, _version, plan, _folder);
    }
}
