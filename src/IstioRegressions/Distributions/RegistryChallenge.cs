using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace IstioRegressions.Distributions;

/// <summary>
/// What a registry asks for by 401 (distribution, "Token Authentication Specification"; RFC 7617 for Basic).
/// </summary>
/// <param name="Scheme">Basic or Bearer, in lower case.</param>
/// <param name="Parameters">realm, service, scope.</param>
internal sealed partial record RegistryChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The challenge that we can answer; null where there is none.</summary>
    public static RegistryChallenge? Of(HttpResponseMessage response) => response.Headers.WwwAuthenticate
        .Select(h => new RegistryChallenge(h.Scheme.ToLowerInvariant(), Parse(h.Parameter ?? "")))
        .FirstOrDefault(c => c.Scheme is "basic" || (c.Scheme is "bearer" && c.Parameters.ContainsKey("realm")));

    public static AuthenticationHeaderValue Basic(NetworkCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}")));

    /// <summary>The address of the token; null where the realm is no address.</summary>
    public Uri? TokenAddress(string repository)
    {
        var scope = Parameters.GetValueOrDefault("scope") ?? (repository.Length > 0 ? $"repository:{repository}:pull" : null);
        var query = new[] { ("service", Parameters.GetValueOrDefault("service")), ("scope", scope) }
            .Where(p => p.Item2 is not null)
            .Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}");
        return Uri.TryCreate(Parameters["realm"], UriKind.Absolute, out var realm)
            ? new UriBuilder(realm) { Query = string.Join('&', [.. new[] { realm.Query.TrimStart('?') }.Where(q => q.Length > 0), .. query]) }.Uri
            : null;
    }

    private static Dictionary<string, string> Parse(string parameters) => Pair().Matches(parameters)
        .DistinctBy(m => m.Groups["name"].Value.ToLowerInvariant())
        .ToDictionary(m => m.Groups["name"].Value.ToLowerInvariant(), m => m.Groups["value"].Value, StringComparer.Ordinal);

    [GeneratedRegex("""(?<name>[A-Za-z_]+)=(?:"(?<value>[^"]*)"|(?<value>[^",\s]+))""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pair();
}
