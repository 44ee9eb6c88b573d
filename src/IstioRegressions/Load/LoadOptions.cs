using IstioRegressions.Catalogue;
using IstioRegressions.Xds;

namespace IstioRegressions.Load;

/// <summary>How many observers, as whom, and how fast they come.</summary>
public sealed record LoadOptions
{
    /// <summary>The address of plaintext xDS, for example http://127.3.4.5:15010.</summary>
    public required Uri Server { get; init; }

    /// <summary>The version of xDS to speak.</summary>
    public required XdsProtocol Protocol { get; init; }

    /// <summary>The version of Istio that the observers' proxies claim.</summary>
    public required IstioVersion Version { get; init; }

    /// <summary>How many observers, each with a connection of its own.</summary>
    public required int Observers { get; init; }

    /// <summary>The namespaces that they are spread over, in turn.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = ["default"];

    /// <summary>The labels of every observer's workload.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Connections made a second; null for as fast as they are taken.</summary>
    public double? ConnectRate { get; init; }

    /// <summary>Connections a second that begin to subscribe; null for at once.</summary>
    public double? SubscribeRate { get; init; }

    /// <summary>How long it may take until all have acknowledged, and how long a push may take to reach all.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
