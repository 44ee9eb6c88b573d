using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace IstioRegressions.Distributions;

/// <summary>
/// Which content each tag stands for: fixtures-yaml/images.lock of a checkout, or a file of your own. A tag is locked the
/// first time it is seen, and a tag that moves later is refused. Immutable.
/// </summary>
public sealed class ImageLock
{
    /// <summary>The command that adds a tag.</summary>
    public const string Command = "istio-regressions images lock";

    private const string Header = $"""
        # The content that each tag of an image stands for. Written by `{Command}`, which refuses a tag that moved:
        # whoever means to accept it removes the entry first.

        """;

    private readonly SortedDictionary<string, LockedImage> _images;

    private ImageLock(IEnumerable<LockedImage> images) =>
        _images = new(images.ToDictionary(i => i.Image.Name), StringComparer.Ordinal);

    /// <summary>A lock file without entries.</summary>
    public static ImageLock Empty { get; } = new([]);

    /// <summary>All entries, by name.</summary>
    public IReadOnlyCollection<LockedImage> Images => _images.Values;

    /// <summary>Reads a lock file; one that does not exist is empty.</summary>
    /// <exception cref="FormatException">The file is no lock file; the message names it and the line or entry.</exception>
    public static ImageLock Load(string path) => File.Exists(path) ? Parse(path, File.ReadAllText(path)) : Empty;

    /// <summary>Reads the text of a lock file.</summary>
    /// <param name="file">What errors call it.</param>
    /// <param name="yaml">The text.</param>
    /// <exception cref="FormatException">The text is none; the message names the line or entry.</exception>
    public static ImageLock Parse(string file, string yaml)
    {
        try
        {
            var entries = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
                .Deserialize<List<Entry>?>(yaml) ?? [];
            var images = entries.ConvertAll(e => e.ToLocked(file));
            var twice = images.GroupBy(i => i.Image.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
            return twice is null
                ? new ImageLock(images)
                : throw new FormatException($"{file} has two entries for {twice.Key}; keep the right one");
        }
        catch (YamlException e)
        {
            throw new FormatException($"{file}, line {e.Start.Line}: {(e.InnerException ?? e).Message}", e);
        }
    }

    /// <summary>The entry of a tag; null where it is not locked.</summary>
    public LockedImage? Find(ImageReference image) => _images.GetValueOrDefault(image.Name);

    /// <summary>This lock file with one entry more.</summary>
    /// <exception cref="ImageException">The tag is locked to another digest; the message names both.</exception>
    public ImageLock With(LockedImage image) => Find(image.Image) switch
    {
        null => new ImageLock([.. Images, image]),
        { } locked when locked.Digest == image.Digest => this,
        { } locked => throw new ImageException(
            $"{image.Image.Name} moved: it is locked to {locked.Digest}, and the registry now says {image.Digest}. " +
            "A release does not change; find out why, and remove its entry from the lock file if the new one is right"),
    };

    /// <summary>Writes the lock file whole: a reader sees the old one or the new one.</summary>
    public async Task SaveAsync(string path, CancellationToken ct = default)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            await File.WriteAllTextAsync(partial, ToString(), ct);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>The text of the lock file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header);
        foreach (var image in Images)
        {
            text.Append($"- image: {image.Image.Name}\n  digest: {image.Digest}\n  platforms:\n");
            foreach (var p in image.Platforms)
            {
                text.Append($"    {p.Platform}: {{ manifest: \"{p.Manifest}\", config: \"{p.Config}\" }}\n");
            }
        }

        return text.ToString();
    }

    private sealed class Entry
    {
        public string Image { get; set; } = "";

        public string Digest { get; set; } = "";

        public Dictionary<string, Pins> Platforms { get; set; } = [];

        public LockedImage ToLocked(string file)
        {
            try
            {
                var image = ImageReference.Parse(Image);
                return image is { Tag: not null, Digest: null }
                    ? new LockedImage(image, Distributions.Digest.Parse(Digest), [.. Platforms.Select(p => p.Value.ToLocked(p.Key))])
                    : throw new FormatException("an entry is for a tag, without a digest of its own");
            }
            catch (FormatException e)
            {
                throw new FormatException($"{file}, entry '{Image}': {e.Message}", e);
            }
        }
    }

    private sealed class Pins
    {
        public string Manifest { get; set; } = "";

        public string Config { get; set; } = "";

        public LockedPlatform ToLocked(string platform) =>
            new(ImagePlatform.Parse(platform), Digest.Parse(Manifest), Digest.Parse(Config));
    }
}
