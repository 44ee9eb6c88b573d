using System.Text;
using System.Text.Json;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>An image in memory: its blobs and manifests by digest, and what its name leads to.</summary>
internal sealed class TestImage
{
    private const string Created = "1970-01-01T00:00:00Z";

    private TestImage(ImageReference name, bool docker) => (Name, Docker) = (name, docker);

    public ImageReference Name { get; }

    /// <summary>Whether it is written in Docker's schema 2, not OCI's.</summary>
    public bool Docker { get; }

    /// <summary>What the tag leads to.</summary>
    public byte[] Top { get; private set; } = [];

    public Digest Digest => Digest.Of(Top);

    public ImageReference Pinned => Name with { Digest = Digest };

    /// <summary>The configuration of the last platform that was added.</summary>
    public Digest Config { get; private set; } = null!;

    public List<TestLayer> Layers { get; } = [];

    /// <summary>Configurations and layers.</summary>
    public Dictionary<Digest, byte[]> Blobs { get; } = [];

    /// <summary>Manifests and indexes, with their media types.</summary>
    public Dictionary<Digest, (byte[] Content, string MediaType)> Manifests { get; } = [];

    public static TestImage Of(params TestLayer[] layers) => Of("docker.io/istio/pilot:1.6.0", docker: false, layers);

    public static TestImage Of(string name, bool docker, params TestLayer[] layers) => Of(name, docker, ImagePlatform.LinuxAmd64, layers);

    public static TestImage Of(string name, bool docker, ImagePlatform platform, params TestLayer[] layers)
    {
        var image = new TestImage(ImageReference.Parse(name), docker);
        image.Top = image.AddPlatform(platform, layers);
        return image;
    }

    /// <summary>An index of both platforms, each with a pilot that says its architecture.</summary>
    public static TestImage Index(string name, bool docker = false)
    {
        var image = new TestImage(ImageReference.Parse(name), docker);
        var manifests = ImagePlatform.Supported.Select(p =>
        {
            var manifest = image.AddPlatform(p, TestLayer.Gzip(TarBytes.WithPilot($"the pilot for {p}").ToArray()));
            return new
            {
                mediaType = docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest,
                size = manifest.Length,
                digest = Digest.Of(manifest).ToString(),
                platform = new { architecture = p.Architecture, os = p.Os },
            };
        }).ToArray();
        image.Top = image.Add(new { schemaVersion = 2, mediaType = docker ? MediaTypes.DockerList : MediaTypes.OciIndex, manifests }, docker ? MediaTypes.DockerList : MediaTypes.OciIndex);
        return image;
    }

    /// <summary>An image with a manifest of your own.</summary>
    public static TestImage Raw(string manifest, string mediaType)
    {
        var image = new TestImage(ImageReference.Parse("docker.io/istio/pilot:1.6.0"), docker: false) { Top = Encoding.UTF8.GetBytes(manifest) };
        image.Manifests[image.Digest] = (image.Top, mediaType);
        return image;
    }

    private byte[] AddPlatform(ImagePlatform platform, params TestLayer[] layers)
    {
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            created = Created,
            architecture = platform.Architecture,
            os = platform.Os,
            config = new { },
            rootfs = new { type = "layers", diff_ids = layers.Select(l => l.Unpacked.ToString()) },
        });
        Config = Digest.Of(config);
        Blobs[Config] = config;
        Layers.AddRange(layers);
        foreach (var layer in layers)
        {
            Blobs[Digest.Of(layer.Blob)] = layer.Blob;
        }

        var mediaType = Docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest;
        return Add(new
        {
            schemaVersion = 2,
            mediaType,
            config = new { mediaType = Docker ? "application/vnd.docker.container.image.v1+json" : MediaTypes.OciConfig, digest = $"{Config}", size = config.Length },
            layers = layers.Select(l => new { mediaType = TypeOf(l), digest = $"{Digest.Of(l.Blob)}", size = l.Blob.Length }),
        }, mediaType);
    }

    private string TypeOf(TestLayer layer) => (Docker, layer.MediaType) switch
    {
        (true, MediaTypes.OciGzip) => MediaTypes.DockerGzip,
        (true, MediaTypes.OciTar) => MediaTypes.DockerTar,
        _ => layer.MediaType,
    };

    private byte[] Add(object manifest, string mediaType)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest);
        Manifests[Digest.Of(content)] = (content, mediaType);
        return content;
    }
}
