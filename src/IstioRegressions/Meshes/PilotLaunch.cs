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

    /// <summary>Why a version cannot be started; null, and the real pilot unless the reference plays it, when it can.</summary>
    public static (string? Missing, PilotBinary? Binary) Find(Settings settings, IstioVersion version) => settings.Environment switch
    {
        // A real pilot may be of any version, a build of one's own too; what the reference plays is what the catalogue knows.
        MeshEnvironment.Reference => (ReferenceProgram.Missing ?? ReleaseList.Default.Unknown(version), null),
        MeshEnvironment.Native => PilotBinary.TryFind(settings.Pilot, version, out var binary, out var missing) ? (null, binary) : (missing, null),
        var other => ($"the environment {other.ToString().ToLowerInvariant()} has no pilot of its own on this machine", null),
    };

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
