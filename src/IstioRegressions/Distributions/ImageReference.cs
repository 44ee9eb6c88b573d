using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace IstioRegressions.Distributions;

/// <summary>
/// What names an image: <c>[REGISTRY/]REPOSITORY[:TAG][@DIGEST]</c>, with Docker's conventions: without a registry it
/// is docker.io, and there a repository without a slash is one of <c>library/</c> (OCI distribution specification,
/// "Pulling manifests"; the grammar is that of distribution/reference).
/// </summary>
/// <param name="Registry">The registry's host, with its port where one is given.</param>
/// <param name="Repository">The repository in it, for example <c>istio/pilot</c>.</param>
/// <param name="Tag">The tag; null where only the digest is given.</param>
/// <param name="Digest">The digest of the manifest or index; null where only the tag is given.</param>
public sealed partial record ImageReference(string Registry, string Repository, string? Tag, Digest? Digest)
{
    /// <summary>The host that answers for docker.io, which itself does not.</summary>
    internal const string DockerHubHost = "registry-1.docker.io";

    private const string DockerHub = "docker.io";

    /// <summary>The host that answers for the registry.</summary>
    public string Host => Registry == DockerHub ? DockerHubHost : Registry;

    /// <summary>The reference without its digest, as the lock file writes it; with it where there is no tag.</summary>
    public string Name => Tag is null ? ToString() : $"{Registry}/{Repository}:{Tag}";

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">The text is no reference, or names neither tag nor digest; the message quotes it.</exception>
    public static ImageReference Parse(string text) => TryParse(text, out var reference)
        ? reference
        : throw new FormatException($"'{text}' is no reference to an image; write [REGISTRY/]REPOSITORY:TAG or [REGISTRY/]REPOSITORY@sha256:DIGITS, for example docker.io/istio/pilot:1.6.0");

    /// <summary>Reads a reference; false where the text is none, or names neither tag nor digest.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        var match = Grammar().Match(text is { Length: <= 512 } ? text : "");
        var digestText = match.Groups["digest"].Value;
        var (digest, tag) = ((Digest?)null, match.Groups["tag"].Value);
        if (!match.Success || (digestText.Length > 0 && !Digest.TryParse(digestText, out digest)) || (tag.Length == 0 && digest is null))
        {
            return false;
        }

        var registry = match.Groups["registry"].Value;
        var repository = match.Groups["repository"].Value;
        registry = registry is "" or "index.docker.io" or DockerHubHost ? DockerHub : registry.ToLowerInvariant();
        repository = registry == DockerHub && !repository.Contains('/', StringComparison.Ordinal) ? $"library/{repository}" : repository;
        if (repository.Length > 255 || !Uri.TryCreate($"https://{registry}", UriKind.Absolute, out _))
        {
            return false;
        }

        reference = new ImageReference(registry, repository, tag.Length > 0 ? tag : null, digest);
        return true;
    }

    /// <summary>The whole reference, its registry spelled out.</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    // The first part is a registry only where it cannot be part of a repository's name: it has a dot, a port, or is localhost.
    [GeneratedRegex("""
        \A
        (?: (?<registry> localhost(?::[0-9]{1,5})?
                       | \[[0-9a-fA-F:]+\](?::[0-9]{1,5})?
                       | [A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*)+(?::[0-9]{1,5})?
                       | [A-Za-z0-9][A-Za-z0-9-]*:[0-9]{1,5} ) / )?
        (?<repository> [a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)* )
        (?: :(?<tag> [A-Za-z0-9_][A-Za-z0-9_.-]{0,127}) )?
        (?: @(?<digest> .+) )?
        \z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
