using System.Diagnostics;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>How the control plane of a local mesh is started: our own executable, or a real pilot.</summary>
internal sealed class PilotLaunch
{
    private static readonly IstioVersion FirstWithServiceEntry = IstioVersion.Parse("0.8.0");
    private static readonly IstioVersion FirstWithPeerAuthentication = IstioVersion.Parse("1.5.0");
    private static readonly IstioVersion FirstOnLoopback = IstioVersion.Parse("1.1.0");

    private readonly PilotBinary? _binary;
    private readonly IstioVersion _version;
    private readonly string[] _plays;

    private PilotLaunch(PilotBinary? binary, IstioVersion version, string[] plays) => (_binary, _version, _plays) = (binary, version, plays);

    /// <summary>Whether it is to run in a network namespace of its own.</summary>
    public bool NeedsNamespace => _binary is not null && ListensEverywhere(_version) && NetworkNamespace.Missing is null;

    /// <summary>Whether it is of 0.7: knows no ServiceEntry, and no page that lists its configuration.</summary>
    public bool IsEarly => _binary is not null && _version < FirstWithServiceEntry;

    /// <summary>Puts objects into the words of its version.</summary>
    public Func<string, string> Words =>
        _binary is null || _version >= FirstWithPeerAuthentication ? yaml => yaml
        : IsEarly ? EarlyKinds.Translate
        : EarlyKinds.TranslatePolicies;

    /// <summary>Where it answers 200 when it serves.</summary>
    public string ReadyPath => PilotCommandLine.ReadyPath(_binary?.Form ?? CommandLineForm.Istiod);

    /// <summary>Why a version cannot be started, as far as can be told without asking a registry; null when it can.</summary>
    public static string? Missing(Settings settings, IstioVersion version) => settings.Environment switch
    {
        // A real pilot may be of any version, a build of one's own too; what the reference plays is what the catalogue knows.
        MeshEnvironment.Reference => ReferenceProgram.Missing ?? ReleaseList.Default.Unknown(version),
        MeshEnvironment.Native => PilotBinary.Missing(settings.Pilot, settings.Images, version) ?? Refusal(settings, version, NetworkNamespace.Missing),
        MeshEnvironment.K3s or MeshEnvironment.Cluster => ClusterVariables.Missing(settings, version),
        var other => $"the environment {other.ToString().ToLowerInvariant()} has no pilot of its own on this machine",
    };

    /// <summary>
    /// Gets what a version is run from before anybody's clock runs: out of an image it takes minutes the first time.
    /// </summary>
    /// <returns>Why the version cannot be run; null when it can.</returns>
    /// <exception cref="FormatException">The lock file of the images is none; the message names the line or entry.</exception>
    public static async Task<string?> PrepareAsync(Settings settings, IstioVersion version, CancellationToken ct)
    {
        if (Missing(settings, version) is { } missing)
        {
            return missing;
        }

        try
        {
            await BinaryAsync(settings, version, ct);
            return null;
        }
        catch (ImageException e)
        {
            return $"there is no pilot {version}: {e.Message}";
        }
    }

    /// <summary>The real pilot of a version that is not <see cref="Missing"/>; null where the reference plays it.</summary>
    /// <exception cref="ImageException">Its image cannot be had.</exception>
    public static async Task<PilotBinary?> BinaryAsync(Settings settings, IstioVersion version, CancellationToken ct) =>
        settings.Environment == MeshEnvironment.Native ? await PilotBinary.GetAsync(settings.Pilot, settings.Images, version, ct) : null;

    /// <summary>Why a real pilot is not run though it is there; null where it is.</summary>
    /// <param name="settings">What is allowed.</param>
    /// <param name="version">Its version.</param>
    /// <param name="noNamespace">Why no network namespace can be made; null where one can.</param>
    internal static string? Refusal(Settings settings, IstioVersion version, string? noNamespace) =>
        ListensEverywhere(version) && !settings.AllowAllInterfaces && noNamespace is not null
            ? $"pilot {version} listens on all interfaces whatever it is told, and no network namespace can be made to keep it in ({noNamespace}); "
                + "run as root, let users make user namespaces, or allow it with --allow-all-interfaces true (ISTIO_ALLOW_ALL_INTERFACES)"
            : null;

    /// <summary>The launch that a request asks for.</summary>
    /// <exception cref="MeshException">There is nothing to launch.</exception>
    public static async Task<PilotLaunch> ForAsync(Settings settings, MeshRequest request, CancellationToken ct)
    {
        if (Missing(settings, request.Version) is { } missing)
        {
            throw new MeshException(missing);
        }

        var binary = await BinaryAsync(settings, request.Version, ct);
        string[] plays = request.Defects is { } defects ? ["--defects", string.Join(',', defects.Except(ReferenceDefects.OfSidecars))] : ["--istio-version", request.Version.ToString()];
        return new PilotLaunch(binary, request.Version, plays);
    }

    /// <summary>The command, to be started in a working directory of its own: some versions write beside themselves.</summary>
    public ProcessStartInfo Command(PilotEndpoints endpoints, LocalMeshFiles files)
    {
        var arguments = PilotCommandLine.For(_binary?.Form ?? CommandLineForm.Istiod, endpoints, files.Config, files.MeshConfig);
        var start = _binary is null ? ReferenceProgram.Role("pilot", [.. arguments, .. _plays]) : new ProcessStartInfo(_binary.File, arguments);
        start.WorkingDirectory = files.Scratch;
        foreach (var (name, value) in PilotCommandLine.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    // 0.7 and 0.8 do with all that they serve, 1.0 with one port.
    private static bool ListensEverywhere(IstioVersion version) => version < FirstOnLoopback;
}
