using System.IO.Compression;
using IstioRegressions.Distributions;
using IstioRegressions.Unit.Distributions;
using static IstioRegressions.Unit.Distributions.TarBytes;

namespace IstioRegressions.Unit.Installation;

/// <summary>Archives as releases are published.</summary>
internal static class TestRelease
{
    public const string Name = "istio-1.6.0-linux-amd64.tar.gz";

    public static byte[] Archive { get; } = Gzip(Files().ToArray());

    public static string Hex => Digest.Of(Archive).Hex;

    /// <summary>What 1.6.0 has, in little.</summary>
    public static TarBytes Files() => new TarBytes().Add("istio-1.6.0/", Folder).Add("istio-1.6.0/bin/", Folder)
        .Add("istio-1.6.0/bin/istioctl", Regular, "#!/bin/sh\necho istioctl\n")
        .Add("istio-1.6.0/manifests/charts/base/crds/crd-all.gen.yaml", Regular, "# none\n", change: h => Put(h, 100, 8, "0000644"));

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
