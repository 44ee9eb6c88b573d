using System.Diagnostics.CodeAnalysis;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Distributions;

/// <summary>A real <c>pilot-discovery</c> on this machine.</summary>
/// <param name="File">Its path.</param>
/// <param name="Form">The form of its command line.</param>
/// <param name="ListensEverywhere">Whether it listens on all interfaces whatever it is told: 0.7 and 0.8 do, and 1.0 on one port.</param>
public sealed record PilotBinary(string File, CommandLineForm Form, bool ListensEverywhere)
{
    /// <summary>What stands for the version in a path that names a binary for each.</summary>
    public const string VersionPlaceholder = "{version}";

    private static readonly IstioVersion FirstOnLoopback = IstioVersion.Parse("1.1.0");

    /// <summary>Finds the binary of a version.</summary>
    /// <param name="path">A path, with <see cref="VersionPlaceholder"/> in it for one binary a version; null where none is given.</param>
    /// <param name="version">The version.</param>
    /// <param name="binary">The binary.</param>
    /// <param name="missing">Why there is none, as a reason not to run that version.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFind(
        string? path,
        IstioVersion version,
        [NotNullWhen(true)] out PilotBinary? binary,
        [NotNullWhen(false)] out string? missing)
    {
        (binary, missing) = Find(path, version);
        return binary is not null;
    }

    private static (PilotBinary?, string?) Find(string? path, IstioVersion version)
    {
        if (path is null)
        {
            return (null, $"there is no pilot {version}: set ISTIO_PILOT to the path of a pilot-discovery, with {VersionPlaceholder} in it for one of each version");
        }

        var form = ReleaseList.Default.For(version).CommandLine;
        var file = Path.GetFullPath(path.Replace(VersionPlaceholder, version.ToString(), StringComparison.Ordinal));
        return System.IO.File.Exists(file)
            ? (new PilotBinary(file, form, ListensEverywhere: version < FirstOnLoopback), null)
            : (null, $"there is no pilot {version}: no file {file} (ISTIO_PILOT)");
    }
}
