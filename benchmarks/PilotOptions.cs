using System.CommandLine;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Benchmarks;

/// <summary>The options that say which pilots are measured.</summary>
internal sealed class PilotOptions
{
    private readonly Option<string?> _pilot = new("--pilot") { Description = "Real pilots, a path with {version} in it; the reference without it." };
    private readonly Option<string> _versions = new("--versions") { Description = "Versions, with commas between.", Required = true };

    public void AddTo(Command command)
    {
        command.Options.Add(_pilot);
        command.Options.Add(_versions);
    }

    /// <summary>Each version with the settings that run it alone.</summary>
    public IEnumerable<(IstioVersion Version, Settings Settings)> Pilots(ParseResult parsed) => Settings.Read(name => name switch
    {
        "ISTIO_ENVIRONMENT" => parsed.GetValue(_pilot) is null ? "reference" : "native",
        "ISTIO_PILOT" => parsed.GetValue(_pilot),
        "ISTIO_VERSIONS" => parsed.GetValue(_versions),
        _ => null,
    }) is var settings ? settings.Versions.Select(v => (v, settings with { Versions = [v] })) : [];
}
