using System.Diagnostics.CodeAnalysis;

namespace IstioRegressions.Catalogue;

/// <summary>
/// The way from one release to a later one, along which a change that came stays: the first releases of the minors, then the
/// patches of the last minor. A minor is cut from the main branch, where its predecessor's patches are not.
/// </summary>
public static class ReleaseLine
{
    /// <summary>Finds the line between two releases.</summary>
    /// <param name="list">The releases that are known.</param>
    /// <param name="from">The earlier release.</param>
    /// <param name="to">The later release.</param>
    /// <param name="line">The releases from one to the other, both included, the earliest first.</param>
    /// <param name="whyNot">Why there is none, with the line that could be walked.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryBetween(
        ReleaseList list,
        IstioVersion from,
        IstioVersion to,
        [NotNullWhen(true)] out IReadOnlyList<IstioVersion>? line,
        [NotNullWhen(false)] out string? whyNot)
    {
        line = null;
        whyNot = list.Unknown(from) ?? list.Unknown(to) ?? (from < to ? null : $"{from} is not before {to}: a line leads to a later release");
        if (whyNot is not null)
        {
            return false;
        }

        var first = FirstReleases(list).First(v => SameMinor(v, from));
        if (from != first && !SameMinor(from, to))
        {
            whyNot = $"no line leads from {from} to {to}: {to} was not made from {from}, whose patches are on a branch of their own; "
                + $"{Describe(Between(list, first, to))} can be walked";
            return false;
        }

        line = Between(list, from, to);
        return true;
    }

    private static List<IstioVersion> Between(ReleaseList list, IstioVersion from, IstioVersion to) =>
    [
        .. FirstReleases(list).Where(v => v >= from && v < to && !SameMinor(v, to)),
        .. list.Versions.Where(v => v >= from && v <= to && SameMinor(v, to)),
    ];

    private static IEnumerable<IstioVersion> FirstReleases(ReleaseList list) => list.Versions.DistinctBy(v => (v.Major, v.Minor));

    private static string Describe(List<IstioVersion> line) =>
        line.Count <= 4 ? string.Join(", ", line) : $"{line[0]}, {line[1]} … {line[^1]} ({line.Count} releases)";

    private static bool SameMinor(IstioVersion one, IstioVersion other) => (one.Major, one.Minor) == (other.Major, other.Minor);
}
