using System.IO.Compression;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>A layer as it is fetched, and the digest that the configuration gives its unpacked form.</summary>
internal sealed record TestLayer(byte[] Blob, Digest Unpacked, string MediaType)
{
    public static TestLayer Plain(byte[] tar) => new(tar, Digest.Of(tar), MediaTypes.OciTar);

    public static TestLayer Gzip(byte[] tar) => new(Compress(tar), Digest.Of(tar), MediaTypes.OciGzip);

    /// <summary>A compressed blob that is no ordinary one.</summary>
    public static TestLayer Gzip(byte[] blob, byte[] tar) => new(blob, Digest.Of(tar), MediaTypes.OciGzip);

    public static byte[] Compress(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }
}
