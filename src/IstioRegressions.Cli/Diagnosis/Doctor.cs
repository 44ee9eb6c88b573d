using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Cli.Diagnosis;

/// <summary>Looks at this machine: what each environment needs, and what is missing.</summary>
internal static class Doctor
{
    public static IReadOnlyList<Finding> Look(Settings settings) =>
    [
        Platform(),
        Beside("reference", "IstioRegressions.Reference.dll"),
        Beside("scenarios", "IstioRegressions.Scenarios.dll"),
        Loopback(),
        Pilot(settings),
        NotBuilt("k3s"),
        NotBuilt("cluster"),
    ];

    private static Finding Platform() => OperatingSystem.IsLinux()
        ? new("all", "Linux on x64 or arm64", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}")
        : new("all", "Linux on x64 or arm64", RuntimeInformation.OSDescription, "run on Linux, or in a Linux container");

    private static Finding Beside(string folder, string file) => File.Exists(Path.Combine(AppContext.BaseDirectory, folder, file))
        ? new("reference", $"{folder} beside the command", "present")
        : new("reference", $"{folder} beside the command", $"no {folder}/{file}", "build the solution, or install the tool again");

    private static Finding Loopback()
    {
        const string Need = "addresses of 127.0.0.0/8";
        try
        {
            using var socket = new TcpListener(IPAddress.Parse("127.83.1.1"), 0);
            socket.Start();
            return new Finding("reference", Need, "can be bound");
        }
        catch (SocketException e)
        {
            return new Finding("reference", Need, e.Message, "let processes bind loopback addresses other than 127.0.0.1");
        }
    }

    private static Finding Pilot(Settings settings)
    {
        const string Need = "a pilot-discovery binary";
        if (settings.Pilot is null)
        {
            return new Finding("native", Need, "ISTIO_PILOT is not set", "give --pilot PATH, or a path with {version} in it");
        }

        if (settings.Pilot.Contains("{version}", StringComparison.Ordinal))
        {
            var has = ReleaseList.Default.Versions.Where(v => File.Exists(settings.Pilot.Replace("{version}", $"{v}", StringComparison.Ordinal))).ToList();
            return has.Count > 0
                ? new Finding("native", Need, $"{has.Count} versions: {string.Join(", ", has)}")
                : new Finding("native", Need, $"no file matches {settings.Pilot}", "put a binary there for each version");
        }

        return File.Exists(settings.Pilot)
            ? new Finding("native", Need, settings.Pilot)
            : new Finding("native", Need, $"{settings.Pilot} does not exist", "give the path of an existing binary");
    }

    private static Finding NotBuilt(string environment) =>
        new(environment, "a build that has it", "this one has not", "use reference or native");
}
