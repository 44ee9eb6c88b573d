namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>Lets collection expressions make <see cref="Items{T}"/>.</summary>
internal static class ItemsBuilder
{
    public static Items<T> Create<T>(ReadOnlySpan<T> values) => values.IsEmpty ? Items<T>.Empty : new Items<T>(values.ToArray());
}
