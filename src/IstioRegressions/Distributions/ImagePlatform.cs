using System.Runtime.InteropServices;

namespace IstioRegressions.Distributions;

/// <summary>What an image was built for (OCI image specification, image-index.md, "platform"): <c>OS/ARCHITECTURE</c>.</summary>
/// <param name="Os">The operating system as Go spells it: linux.</param>
/// <param name="Architecture">The architecture as Go spells it: amd64 or arm64.</param>
public sealed record ImagePlatform(string Os, string Architecture)
{
    /// <summary>Linux on x64.</summary>
    public static ImagePlatform LinuxAmd64 { get; } = new("linux", "amd64");

    /// <summary>Linux on Arm64.</summary>
    public static ImagePlatform LinuxArm64 { get; } = new("linux", "arm64");

    /// <summary>The platforms that images are locked for.</summary>
    public static IReadOnlyList<ImagePlatform> Supported { get; } = [LinuxAmd64, LinuxArm64];

    /// <summary>The platform of this process.</summary>
    /// <exception cref="PlatformNotSupportedException">No binary of an image runs here.</exception>
    public static ImagePlatform Current => (OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, System.Runtime.InteropServices.Architecture.X64) => LinuxAmd64,
        (true, System.Runtime.InteropServices.Architecture.Arm64) => LinuxArm64,
        _ => throw new PlatformNotSupportedException($"Istio's images run on Linux x64 and arm64; this is {RuntimeInformation.RuntimeIdentifier}"),
    };

    /// <summary>Reads <c>OS/ARCHITECTURE</c>.</summary>
    /// <exception cref="FormatException">The text is no supported platform; the message lists them.</exception>
    public static ImagePlatform Parse(string text) =>
        Supported.FirstOrDefault(p => p.ToString() == text)
        ?? throw new FormatException($"'{text}' is none of the platforms {string.Join(", ", Supported)}");

    /// <summary>The platform as <c>OS/ARCHITECTURE</c>.</summary>
    public override string ToString() => $"{Os}/{Architecture}";
}
