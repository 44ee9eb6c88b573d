using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace IstioRegressions.Distributions;

/// <summary>
/// The name of content by its content: <c>sha256:</c> and 64 lower-case hexadecimal digits (OCI image specification,
/// descriptor.md, "Digests"). The other registered algorithm, sha512, is used by no registry that we know and is refused.
/// </summary>
public sealed record Digest
{
    private const string Algorithm = "sha256:";

    private Digest(string hex) => Hex = hex;

    /// <summary>The 64 digits: safe as the name of a file.</summary>
    public string Hex { get; }

    /// <summary>Reads a digest as manifests write it.</summary>
    /// <exception cref="FormatException">The text is no such digest; the message quotes it.</exception>
    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new FormatException($"'{text}' is no digest; write sha256: and 64 lower-case hexadecimal digits");

    /// <summary>Reads a digest; false where the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Digest? digest)
    {
        var named = text?.StartsWith(Algorithm, StringComparison.Ordinal) == true;
        return TryParseHex(named ? text![Algorithm.Length..] : null, out digest);
    }

    /// <summary>The digest of some content.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>The digest of the rest of a stream.</summary>
    public static async Task<Digest> OfAsync(Stream content, CancellationToken ct = default) =>
        new(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct)));

    /// <summary>The digest as manifests write it.</summary>
    public override string ToString() => Algorithm + Hex;

    internal static Digest Of(IncrementalHash hash) => new(Convert.ToHexStringLower(hash.GetCurrentHash()));

    private static bool TryParseHex(string? hex, [NotNullWhen(true)] out Digest? digest)
    {
        digest = hex is { Length: 64 } && hex.All(char.IsAsciiHexDigitLower) ? new Digest(hex) : null;
        return digest is not null;
    }
}
