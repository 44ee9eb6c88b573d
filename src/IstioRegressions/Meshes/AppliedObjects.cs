namespace IstioRegressions.Meshes;

/// <summary>
/// The objects that are applied, as an API server would keep them. It is a value: a step gives a new one, and the old one
/// stays what it was where the step is refused.
/// </summary>
internal sealed class AppliedObjects
{
    private readonly SortedDictionary<string, Applied> _objects;
    private readonly long _resourceVersion;

    private AppliedObjects(SortedDictionary<string, Applied> objects, long resourceVersion) => (_objects, _resourceVersion) = (objects, resourceVersion);

    /// <summary>No objects.</summary>
    public static AppliedObjects None { get; } = new(new(StringComparer.Ordinal), 0);

    /// <summary>All of them, as the one file that a pilot reads.</summary>
    public string Yaml => string.Concat(_objects.Values.Select(o => $"---\n{o.Yaml}\n"));

    /// <summary>Whether an object is among them.</summary>
    public bool Has(ObjectKey key) => _objects.ContainsKey(key.ToString());

    /// <summary>One of them as a file of its own.</summary>
    public string YamlOf(ObjectKey key) => _objects[key.ToString()].Yaml;

    /// <summary>These with the objects of a manifest: created, edited, or left alone where nothing differs.</summary>
    /// <returns>The new state, and which objects differ in it.</returns>
    public (AppliedObjects Next, IReadOnlyList<ObjectKey> Changed) With(IReadOnlyList<ManifestObject> objects, DateTimeOffset now)
    {
        var edits = objects.Select(o => (Object: o, Before: _objects.GetValueOrDefault(o.Key.ToString())))
            .Where(e => e.Before is not { } before || e.Object.Complete(before.Created, before.Generation, before.ResourceVersion) != before.Yaml)
            .Select((e, i) => (e.Object, Created: e.Before?.Created ?? now, Generation: (e.Before?.Generation ?? 0) + 1, Version: _resourceVersion + 1 + i))
            .ToList();
        var next = new SortedDictionary<string, Applied>(_objects, StringComparer.Ordinal);
        foreach (var (key, applied) in edits.AsParallel().Select(e =>
            (e.Object.Key, new Applied(e.Object.Complete(e.Created, e.Generation, e.Version), e.Created, e.Generation, e.Version))))
        {
            next[key.ToString()] = applied;
        }

        return (new AppliedObjects(next, _resourceVersion + edits.Count), [.. edits.Select(e => e.Object.Key)]);
    }

    /// <summary>These without the objects that a manifest names.</summary>
    /// <exception cref="ManifestException">One of them is not there.</exception>
    public AppliedObjects Without(string file, IReadOnlyList<ObjectKey> keys)
    {
        var next = new SortedDictionary<string, Applied>(_objects, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (!next.Remove(key.ToString()))
            {
                throw new ManifestException(file, $": {key} cannot be deleted: it is not applied") { IsOurs = true };
            }
        }

        return new AppliedObjects(next, _resourceVersion + 1);
    }

    private sealed record Applied(string Yaml, DateTimeOffset Created, int Generation, long ResourceVersion);
}
