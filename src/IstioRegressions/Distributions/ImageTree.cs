using System.Formats.Tar;

namespace IstioRegressions.Distributions;

/// <summary>
/// The file system of an image, as names in memory: layers are applied from the lowest up, with their whiteouts, and a
/// path is found through symbolic and hard links as in a container, where the root is the top (OCI image specification,
/// layer.md, "Applying Changesets").
/// </summary>
/// <param name="name">What errors call the image.</param>
/// <param name="limits">What is too much.</param>
internal sealed class ImageTree(string name, ImageLimits limits)
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";
    private const int MostLinks = 40;

    private readonly Node _root = new();
    private int _nodes;

    /// <summary>Lays one layer over the others.</summary>
    /// <exception cref="ImageException">An entry climbs out of the image, or cannot lie where it says.</exception>
    public void Apply(int layer, IReadOnlyList<LayerEntry> entries)
    {
        // A whiteout hides what lies below its layer, never what its own layer brings, wherever in the archive it stands.
        var paths = entries.Where(e => e.IsFile).Select(e => (Entry: e, Path: Split(e.Name))).Where(e => e.Path.Count > 0)
            .ToLookup(e => e.Path[^1].StartsWith(Whiteout, StringComparison.Ordinal));
        foreach (var (_, path) in paths[true])
        {
            Hide(path);
        }

        foreach (var (entry, path) in paths[false])
        {
            Add(layer, entry, path);
        }
    }

    /// <summary>Finds a regular file.</summary>
    /// <returns>The layer that brought it, and its entry there.</returns>
    /// <exception cref="ImageException">There is none, or it is no regular file.</exception>
    public (int Layer, LayerEntry Entry) Find(string path)
    {
        var found = Walk(Split(path), make: false, followLast: true);
        return found switch
        {
            null => throw new ImageException($"{name} has no {path}: is it the right image?"),
            { Entry: { Sparse: true } } => throw new ImageException($"{path} of {name} is stored as a sparse file, which is not read"),
            { Entry: { IsRegular: true } entry } => (found.Layer, entry),
            _ => throw new ImageException($"{path} of {name} is no regular file but {found.Entry?.Type ?? TarEntryType.Directory}"),
        };
    }

    /// <summary>Finds a regular file; null where there is none.</summary>
    /// <exception cref="ImageException">The path climbs, or its links have no end.</exception>
    public LayerEntry? TryFind(string path) =>
        Walk(Split(path), make: false, followLast: true) is { Entry: { IsRegular: true, Sparse: false } entry } ? entry : null;

    private List<string> Split(string path) => EntryName.Split(name, path);

    private void Hide(List<string> path)
    {
        var last = path[^1];
        var hidden = last[Whiteout.Length..];
        if (hidden is "" or "." or "..")
        {
            throw new ImageException($"{name} has a whiteout of nothing: {EntryName.Shown(string.Join('/', path))}");
        }

        if (Walk(path[..^1], make: false, followLast: true) is { Children: { } children })
        {
            if (last == Opaque)
            {
                children.Clear();
            }
            else
            {
                children.Remove(hidden);
            }
        }
    }

    private void Add(int layer, LayerEntry entry, List<string> path)
    {
        var children = Walk(path[..^1], make: true, followLast: true)?.Children
            ?? throw new ImageException($"{name} has a file below what is no directory: {EntryName.Shown(entry.Name)}");
        var isDirectory = entry.Type == TarEntryType.Directory || (entry.IsRegular && entry.Name.EndsWith('/'));
        if (isDirectory && children.GetValueOrDefault(path[^1])?.Children is not null)
        {
            return;
        }

        children[path[^1]] = entry.Type switch
        {
            _ when isDirectory => Counted(new Node()),
            TarEntryType.HardLink => Walk(Split(entry.Link), make: false, followLast: false) is { Children: null } target
                ? target
                : throw new ImageException($"{name} has a hard link to what is no file: {EntryName.Shown(entry.Name)} -> {EntryName.Shown(entry.Link)}"),
            _ => Counted(new Node(layer, entry)),
        };
    }

    // A path is walked as the kernel walks it below a changed root: ".." of the root is the root.
    private Node? Walk(List<string> path, bool make, bool followLast)
    {
        var at = new Stack<Node>([_root]);
        var ahead = new Stack<string>(Enumerable.Reverse(path));
        for (var links = 0; ahead.TryPop(out var part);)
        {
            if (part == "..")
            {
                _ = at.Count > 1 ? at.Pop() : null;
                continue;
            }

            if (at.Peek().Children is not { } children)
            {
                return null;
            }

            if (!children.TryGetValue(part, out var next))
            {
                if (!make)
                {
                    return null;
                }

                children[part] = next = Counted(new Node());
            }

            if (next.Entry is not { Type: TarEntryType.SymbolicLink } link || (ahead.Count == 0 && !followLast))
            {
                at.Push(next);
                continue;
            }

            if (++links > MostLinks || link.Link.Length > EntryName.Longest)
            {
                throw new ImageException($"{name} has symbolic links without an end at {EntryName.Shown(string.Join('/', path))}");
            }

            if (link.Link.StartsWith('/'))
            {
                at = new Stack<Node>([_root]);
            }

            foreach (var step in EntryName.Steps(link.Link).Reverse())
            {
                ahead.Push(step);
            }
        }

        return at.Peek();
    }

    private Node Counted(Node node) => ++_nodes <= limits.Entries
        ? node
        : throw new ImageException($"{name} has more than {limits.Entries} files and directories");

    private sealed class Node
    {
        public Node() => Children = new Dictionary<string, Node>(StringComparer.Ordinal);

        public Node(int layer, LayerEntry entry) => (Layer, Entry) = (layer, entry);

        public Dictionary<string, Node>? Children { get; }

        public int Layer { get; }

        public LayerEntry? Entry { get; }
    }
}
