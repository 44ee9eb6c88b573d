using System.Collections;
using System.Runtime.CompilerServices;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>A fixed list that equals another with equal elements in the same order, so that records holding it compare by content.</summary>
[CollectionBuilder(typeof(ItemsBuilder), nameof(ItemsBuilder.Create))]
internal sealed class Items<T>(T[] values) : IReadOnlyList<T>, IEquatable<Items<T>>
{
    public static Items<T> Empty { get; } = new([]);

    public int Count => values.Length;

    public T this[int index] => values[index];

    public bool Equals(Items<T>? other) => other is not null && values.AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Items<T>);

    public override int GetHashCode() => values.Length == 0 ? 0 : HashCode.Combine(values.Length, values[0]);

    public ReadOnlySpan<T> AsSpan() => values;

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
