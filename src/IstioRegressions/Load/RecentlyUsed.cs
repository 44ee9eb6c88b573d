using System.Collections.Concurrent;

namespace IstioRegressions.Load;

/// <summary>
/// Values by key, as many as were used of late: when there are so many, those that are not used until there are so many
/// again are forgotten. Safe for concurrent use.
/// </summary>
/// <typeparam name="TKey">What values are found by.</typeparam>
/// <typeparam name="TValue">What is kept.</typeparam>
/// <param name="limit">How many make a generation; at most twice as many are kept.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int limit)
    where TKey : notnull
{
    private readonly Lock _turning = new();
    private volatile Generations _generations = new([], []);

    /// <summary>The value of a key; nothing where there is none.</summary>
    public TValue? Get(TKey key)
    {
        var (young, old) = _generations;
        return young.TryGetValue(key, out var value) ? value
            : old.TryGetValue(key, out value) ? GetOrAdd(key, _ => value)
            : default;
    }

    /// <summary>The value of a key; made where there is none. All who ask at once are given the same.</summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        var (young, old) = _generations;
        if (young.TryGetValue(key, out var value))
        {
            return value;
        }

        value = young.GetOrAdd(key, k => old.TryGetValue(k, out var kept) ? kept : make(k));
        if (young.Count >= limit)
        {
            Turn(young);
        }

        return value;
    }

    private void Turn(ConcurrentDictionary<TKey, TValue> full)
    {
        lock (_turning)
        {
            if (ReferenceEquals(_generations.Young, full))
            {
                _generations = new([], full);
            }
        }
    }

    private sealed record Generations(ConcurrentDictionary<TKey, TValue> Young, ConcurrentDictionary<TKey, TValue> Old);
}
