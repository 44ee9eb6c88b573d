using System.Text;
using System.Text.Json;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Writes an image as docker save and others do.</summary>
internal static class SavedImage
{
    /// <summary>The files of Docker's older layout: no manifests, layers unpacked.</summary>
    public static Dictionary<string, byte[]> Docker(TestImage image, params string[] tags)
    {
        var files = new Dictionary<string, byte[]> { [$"{image.Config.Hex}.json"] = image.Blobs[image.Config] };
        foreach (var layer in image.Layers)
        {
            files[$"{layer.Unpacked.Hex}/layer.tar"] = Unpacked(layer);
        }

        files["manifest.json"] = JsonSerializer.SerializeToUtf8Bytes(new[]
        {
            new { Config = $"{image.Config.Hex}.json", RepoTags = tags, Layers = image.Layers.Select(l => $"{l.Unpacked.Hex}/layer.tar") },
        });
        return files;
    }

    /// <summary>The files of an OCI image layout.</summary>
    /// <param name="image">The image.</param>
    /// <param name="annotations">What names it in the index.</param>
    public static Dictionary<string, byte[]> Oci(TestImage image, params (string Key, string Value)[] annotations)
    {
        var files = image.Blobs.Select(b => (b.Key, b.Value)).Concat(image.Manifests.Select(m => (m.Key, m.Value.Content)))
            .ToDictionary(b => $"blobs/sha256/{b.Key.Hex}", b => b.Item2);
        files["oci-layout"] = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();
        files["index.json"] = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            manifests = new[]
            {
                new
                {
                    mediaType = image.Manifests[image.Digest].MediaType,
                    digest = image.Digest.ToString(),
                    size = image.Top.Length,
                    annotations = annotations.ToDictionary(a => a.Key, a => a.Value),
                },
            },
        });
        return files;
    }

    public static string ToArchive(this Dictionary<string, byte[]> files, string path, Func<TarBytes, TarBytes>? more = null)
    {
        var tar = new TarBytes();
        foreach (var (name, content) in files)
        {
            tar.Add(name, TarBytes.Regular, Encoding.Latin1.GetString(content));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, (more?.Invoke(tar) ?? tar).ToArray());
        return path;
    }

    public static string ToDirectory(this Dictionary<string, byte[]> files, string path)
    {
        foreach (var (name, content) in files)
        {
            var file = Path.Combine(path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }

        return path;
    }

    private static byte[] Unpacked(TestLayer layer)
    {
        if (layer.MediaType != MediaTypes.OciGzip)
        {
            return layer.Blob;
        }

        using var gzip = new System.IO.Compression.GZipStream(new MemoryStream(layer.Blob), System.IO.Compression.CompressionMode.Decompress);
        var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
