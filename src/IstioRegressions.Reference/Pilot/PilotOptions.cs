using System.Net;

namespace IstioRegressions.Reference.Pilot;

/// <summary>How the pilot runs.</summary>
/// <param name="ConfigDirectory">The directory whose YAML files are the configuration.</param>
/// <param name="GrpcAddress">Where xDS is served.</param>
/// <param name="HttpAddress">Where /ready and /debug are served.</param>
/// <param name="MonitoringAddress">Where /metrics is served.</param>
/// <param name="DebounceAfter">How long no change may come before a push.</param>
/// <param name="DebounceMax">How long a change waits at most.</param>
/// <param name="Defects">The defects, named as in <see cref="Meshes.ReferenceDefects"/>.</param>
internal sealed record PilotOptions(
    string ConfigDirectory,
    IPEndPoint GrpcAddress,
    IPEndPoint HttpAddress,
    IPEndPoint MonitoringAddress,
    TimeSpan DebounceAfter,
    TimeSpan DebounceMax,
    IReadOnlySet<string> Defects);
