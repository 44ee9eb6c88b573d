using System.Diagnostics;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>How the control plane of a local mesh is started: our own executable, or a real pilot.</summary>
internal sealed class PilotLaunch
{
    private static readonly IstioVersion FirstWithServiceEntry = IstioVersion.Parse("0.8.0");

    private readonly PilotBinary? _binary;
    private readonly IstioVersion _version;
    private readonly string[] _plays;

    private PilotLaunch(PilotBinary? binary, IstioVersion version, string[] plays) => (_binary, _version, _plays) = (binary, version, plays);

    /// <summary>Whether it is to run in a network namespace of its own.</summary>
    public bool NeedsNamespace => _binary is { ListensEverywhere: true } && NetworkNamespace.Missing is null;

    /// <summary>Whether it is of 0.7: knows no ServiceEntry, and no page that lists its configuration.</summary>
    public bool IsEarly => _binary is not null && _version < FirstWithServiceEntry;

    /// <summary>Where it answers 200 when it serves.</summary>
    public string ReadyPath => _binary?.Form == CommandLineForm.Ports ? "/v1/registration" : "/ready";

    /// <summary>Why a version cannot be started; null, and the real pilot unless the reference plays it, when it can.</summary>
    public static (string? Missing, PilotBinary? Binary) Find(Settings settings, IstioVersion version) => settings.Environment switch
    {
        MeshEnvironment.Reference => (ReferenceProgram.Missing ?? Unknown(version), null),
        MeshEnvironment.Native => PilotBinary.TryFind(settings.Pilot, version, out var binary, out var missing)
            ? (Refusal(binary, version, settings, NetworkNamespace.Missing), binary)
            : (missing, null),
        var other => ($"the environment {other.ToString().ToLowerInvariant()} has no pilot of its own on this machine", null),
    };

    /// <summary>Why a binary is not run though it is there; null where it is.</summary>
    /// <param name="binary">The binary.</param>
    /// <param name="version">Its version.</param>
    /// <param name="settings">What is allowed.</param>
    /// <param name="noNamespace">Why no network namespace can be made; null where one can.</param>
    internal static string? Refusal(PilotBinary binary, IstioVersion version, Settings settings, string? noNamespace) =>
        binary.ListensEverywhere && !settings.AllowAllInterfaces && noNamespace is not null
            ? $"pilot {version} listens on all interfaces whatever it is told, and no network namespace can be made to keep it in ({noNamespace}); "
                + "run as root, let users make user namespaces, or allow it with ISTIO_ALLOW_ALL_INTERFACES=true"
            : null;

    // A real pilot may be of any version, a build of one's own too; what the reference plays is what the catalogue knows.
    private static string? Unknown(IstioVersion version) => ReleaseList.Default.Versions.Contains(version)
        ? null
        : $"there is no release Istio {version} for the reference to play; of {version.Major}.{version.Minor} there are "
            + (ReleaseList.Default.Versions.Where(v => (v.Major, v.Minor) == (version.Major, version.Minor)).ToList() is [var first, .., var last]
                ? $"{first} to {last}"
                : "none");

    /// <summary>The launch that a request asks for.</summary>
    /// <exception cref="MeshException">There is nothing to launch.</exception>
    public static PilotLaunch For(Settings settings, MeshRequest request)
    {
        var (missing, binary) = Find(settings, request.Version);
        if (missing is not null)
        {
            throw new MeshException(missing);
        }

        string[] plays = request.Defects is { } defects ? ["--defects", string.Join(',', defects)] : ["--istio-version", request.Version.ToString()];
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
}
