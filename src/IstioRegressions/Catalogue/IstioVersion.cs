using System.Diagnostics.CodeAnalysis;
using NuGet.Versioning;

namespace IstioRegressions.Catalogue;

/// <summary>
/// A version of Istio, <c>MAJOR.MINOR.PATCH[-PRERELEASE]</c>, ordered as semantic versions are: alpha before beta
/// before rc before the release (https://semver.org, section 11).
/// </summary>
public sealed class IstioVersion : IComparable<IstioVersion>, IEquatable<IstioVersion>
{
    private IstioVersion(NuGetVersion value) => Value = value;

    /// <summary>The first number.</summary>
    public int Major => Value.Major;

    /// <summary>The second number: with <see cref="Major"/> it names a minor release and its patches.</summary>
    public int Minor => Value.Minor;

    /// <summary>The third number.</summary>
    public int Patch => Value.Patch;

    /// <summary>Whether this is an alpha, beta or release candidate.</summary>
    public bool IsPrerelease => Value.IsPrerelease;

    internal NuGetVersion Value { get; }

    /// <summary>Reads a version as Istio's tags are written, for example <c>1.6.14</c> or <c>1.9.0-rc.1</c>.</summary>
    /// <exception cref="FormatException">The text is no such version; the message quotes it.</exception>
    public static IstioVersion Parse(string text) =>
        TryParse(text, out var version)
            ? version
            : throw new FormatException($"'{text}' is not an Istio version; write MAJOR.MINOR.PATCH, for example 1.6.14 or 1.9.0-rc.1");

    /// <summary>Reads a version; false where the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IstioVersion? version)
    {
        version = null;
        if (text is null || !SemanticVersion.TryParse(text, out _) || !NuGetVersion.TryParse(text, out var value) || value.HasMetadata)
        {
            return false;
        }

        version = new IstioVersion(value);
        return true;
    }

    /// <summary>Whether <paramref name="left"/> is the earlier version.</summary>
    public static bool operator <(IstioVersion left, IstioVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is the later version.</summary>
    public static bool operator >(IstioVersion left, IstioVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is the earlier version, or the same.</summary>
    public static bool operator <=(IstioVersion left, IstioVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is the later version, or the same.</summary>
    public static bool operator >=(IstioVersion left, IstioVersion right) => left.CompareTo(right) >= 0;

    /// <summary>Whether both name the same version.</summary>
    public static bool operator ==(IstioVersion? left, IstioVersion? right) => Equals(left, right);

    /// <summary>Whether they name different versions.</summary>
    public static bool operator !=(IstioVersion? left, IstioVersion? right) => !Equals(left, right);

    /// <inheritdoc />
    public int CompareTo(IstioVersion? other) => Value.CompareTo(other?.Value);

    /// <inheritdoc />
    public bool Equals(IstioVersion? other) => other is not null && Value.Equals(other.Value);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as IstioVersion);

    /// <inheritdoc />
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The version as Istio's tags are written.</summary>
    public override string ToString() => Value.ToNormalizedString();
}
