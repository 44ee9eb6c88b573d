using System.Globalization;
using System.Net;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Meshes;

/// <summary>The arguments and the environment of <c>pilot-discovery</c>, for each form of its command line.</summary>
internal static class PilotCommandLine
{
    /// <summary>What every form wants in the environment; variables that a version does not know are ignored by it.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["POD_NAMESPACE"] = "istio-system",
        ["POD_NAME"] = "pilot",
        ["INJECT_ENABLED"] = "false", // 1.8 ends at its start without an injection template
        ["DNS_ADDR"] = "", // 1.6 and 1.7 would serve DNS on port 15053 of every interface
    };

    /// <summary>The arguments of a form.</summary>
    /// <param name="form">The form, which belongs to the binary.</param>
    /// <param name="at">Where it is to listen.</param>
    /// <param name="configDirectory">The directory of its configuration.</param>
    /// <param name="meshConfig">Its mesh.yaml.</param>
    public static IReadOnlyList<string> For(CommandLineForm form, PilotEndpoints at, string configDirectory, string meshConfig) =>
    [
        "discovery", "--configDir", configDirectory, "--meshConfig", meshConfig,
        .. form switch
        {
            CommandLineForm.Ports => Ports(at),
            CommandLineForm.Addresses => [.. Mock, .. Listeners(at), .. NotSecure],
            CommandLineForm.Istiod => [.. Mock, .. Listeners(at), "--httpsAddr", ""],
            CommandLineForm.Registries => [.. NoRegistry, .. Listeners(at), "--httpsAddr", "", "--secureGRPCAddr", Text(at.Secure)],
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "no such form"),
        },
    ];

    /// <summary>
    /// The arguments in a pod, where it listens on its usual ports and reads its configuration from the API server. 1.7 is
    /// never ready without its HTTPS listener, which <see cref="For"/> turns off.
    /// </summary>
    /// <param name="form">The form, which belongs to the binary.</param>
    public static IReadOnlyList<string> InPod(CommandLineForm form) =>
        form == CommandLineForm.Addresses ? ["discovery", .. NotSecure] : ["discovery"];

    /// <summary>Where a pilot of a form answers 200 when it serves.</summary>
    public static string ReadyPath(CommandLineForm form) => form == CommandLineForm.Ports ? "/v1/registration" : "/ready";

    // Without certificates there is nothing to listen with.
    private static string[] NotSecure => ["--secureGrpcAddr", ""];

    private static string[] Mock => ["--registries", "Mock"];

    // The mock registry panics from 1.8 on, and an empty list has to be one argument.
    private static string[] NoRegistry => ["--registries="];

    private static string[] Listeners(PilotEndpoints at) =>
    [
        "--grpcAddr", Text(at.Grpc), "--httpAddr", Text(at.Http), "--monitoringAddr", Text(at.Monitoring),
        "--ctrlz_address", at.Http.Address.ToString(), "--ctrlz_port", "0",
    ];

    private static string[] Ports(PilotEndpoints at) =>
    [
        .. Mock, "--grpcAddr", Text(at.Grpc),
        "--port", at.Http.Port.ToString(CultureInfo.InvariantCulture),
        "--monitoringPort", at.Monitoring.Port.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Text(IPEndPoint endpoint) => endpoint.ToString();
}
