using System.Diagnostics;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>How the control plane of a local mesh is started: our own executable, or a real pilot.</summary>
internal sealed class PilotLaunch
{
    private readonly PilotBinary? _binary;
    private readonly string[] _plays;

    private PilotLaunch(PilotBinary? binary, string[] plays, string? remark) => (_binary, _plays, Remark) = (binary, plays, remark);

    /// <summary>What a reader of the log should know of how it runs.</summary>
    public string? Remark { get; }

    /// <summary>Why a version cannot be started, as far as can be told without asking a registry; null when it can.</summary>
    public static string? Missing(Settings settings, IstioVersion version) => settings.Environment switch
    {
        // A real pilot may be of any version, a build of one's own too; what the reference plays is what the catalogue knows.
        MeshEnvironment.Reference => ReferenceProgram.Missing ?? ReleaseList.Default.Unknown(version),
        MeshEnvironment.Native => PilotBinary.Missing(settings.Pilot, settings.Images, version),
        var other => $"the environment {other.ToString().ToLowerInvariant()} has no pilot of its own on this machine",
    };

    /// <summary>The real pilot of a version that is not <see cref="Missing"/>; null where the reference plays it.</summary>
    /// <exception cref="ImageException">Its image cannot be had.</exception>
    public static async Task<PilotBinary?> BinaryAsync(Settings settings, IstioVersion version, CancellationToken ct) =>
        settings.Environment == MeshEnvironment.Native ? await PilotBinary.GetAsync(settings.Pilot, settings.Images, version, ct) : null;

    /// <summary>The launch that a request asks for.</summary>
    /// <exception cref="MeshException">There is nothing to launch.</exception>
    public static async Task<PilotLaunch> ForAsync(Settings settings, MeshRequest request, CancellationToken ct)
    {
        if (Missing(settings, request.Version) is { } missing)
        {
            throw new MeshException(missing);
        }

        var binary = await BinaryAsync(settings, request.Version, ct);
        string[] plays = request.Defects is { } defects ? ["--defects", string.Join(',', defects)] : ["--istio-version", request.Version.ToString()];
        var leaks = binary is not null && request.Version is { Major: 1, Minor: 0 };
        return new PilotLaunch(binary, plays, leaks ? $"(pilot {request.Version} also listens on a random port of all interfaces)" : null);
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
