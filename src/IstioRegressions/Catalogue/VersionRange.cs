using NuGetRange = NuGet.Versioning.VersionRange;

namespace IstioRegressions.Catalogue;

/// <summary>
/// An interval of versions in interval notation: <c>[1.5.0, 1.7.0)</c> holds 1.5.0 and lacks 1.7.0; <c>[1.7.0, )</c>
/// has no end. A pre-release counts by its place in the order: 1.7.0-beta.1 lies in <c>[1.5.0, 1.7.0)</c>.
/// </summary>
public sealed class VersionRange
{
    private readonly NuGetRange _range;

    private VersionRange(NuGetRange range) => _range = range;

    /// <summary>Reads a range in interval notation.</summary>
    /// <exception cref="FormatException">The text is no range; the message quotes it.</exception>
    public static VersionRange Parse(string text)
    {
        if (text.IndexOfAny(['[', '(']) != 0 || !NuGetRange.TryParse(text, out var range) || range.IsFloating)
        {
            throw new FormatException($"'{text}' is not a version range; write an interval, for example [1.5.0, 1.7.0) or [1.7.0, )");
        }

        if (range.MinVersion is { } min && range.MaxVersion is { } max && min > max)
        {
            throw new FormatException($"'{text}' is not a version range: its end is before its start");
        }

        return new VersionRange(range);
    }

    /// <summary>Whether the version lies in the interval.</summary>
    public bool Contains(IstioVersion version) => _range.Satisfies(version.Value);

    /// <summary>Whether every version of the interval is earlier than <paramref name="version"/>.</summary>
    public bool IsBefore(IstioVersion version) =>
        _range.MaxVersion is { } max && (_range.IsMaxInclusive ? max < version.Value : max <= version.Value);

    /// <summary>The interval in normal notation.</summary>
    public override string ToString() =>
        $"{(_range.IsMinInclusive ? '[' : '(')}{_range.MinVersion?.ToNormalizedString()}, {_range.MaxVersion?.ToNormalizedString()}{(_range.IsMaxInclusive ? ']' : ')')}";
}
