namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>A few text keys with values (labels, port names), sorted by key; equal when the entries are.</summary>
internal sealed record Map<T>
    where T : IEquatable<T>
{
    private readonly Items<(string Key, T Value)> _entries;

    public Map(IEnumerable<(string Key, T Value)> entries) =>
        _entries = [.. entries.OrderBy(e => e.Key, StringComparer.Ordinal)];

    public static Map<T> Empty { get; } = new([]);

    public IReadOnlyList<(string Key, T Value)> Entries => _entries;

    public T? Find(string key)
    {
        foreach (var (name, value) in _entries.AsSpan())
        {
            if (name == key)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>Whether every entry of this is in the other: an empty selector selects everything.</summary>
    public bool IsSubsetOf(Map<T> other)
    {
        foreach (var (name, value) in _entries.AsSpan())
        {
            if (!value.Equals(other.Find(name)))
            {
                return false;
            }
        }

        return true;
    }
}
