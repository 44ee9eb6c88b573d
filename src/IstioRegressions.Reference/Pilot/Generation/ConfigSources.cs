using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>Where a proxy finds what a resource names.</summary>
internal static class ConfigSources
{
    private const int V3 = 2;

    /// <summary>On the stream that the resource itself came by. Version 2 of the protocol states no version.</summary>
    public static ConfigSource Ads(bool isV3) => new() { Ads = new ConfigSource.Types.Ads(), ResourceApiVersion = isV3 ? V3 : 0 };
}
