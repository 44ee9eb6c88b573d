using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace IstioRegressions.Distributions;

/// <summary>
/// One host that serves the registry API: sends a request once, with the authorization that the host asks for, and follows
/// redirects, which never get to see that authorization.
/// </summary>
/// <param name="http">A client that neither redirects, decompresses nor keeps cookies.</param>
/// <param name="base">Where it is; a path goes before each repository.</param>
/// <param name="credential">Who we are; null for nobody.</param>
internal sealed class RegistryEndpoint(HttpClient http, Uri @base, NetworkCredential? credential)
{
    private const int MostRedirects = 5;
    private const int LongestToken = 1 << 20;

    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _authorizations = new(StringComparer.Ordinal);

    public Uri Origin { get; } = new(@base.GetLeftPart(UriPartial.Authority));

    /// <summary>An address that may be asked: by https, or on this machine.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>The address of something in a repository; of <c>/v2/</c> itself where both are empty.</summary>
    public Uri Address(string repository, string path) => new(
        Origin, repository.Length > 0 ? $"/v2/{string.Join('/', @base.AbsolutePath.Split('/').Where(p => p.Length > 0).Append(repository))}/{path}" : "/v2/");

    /// <summary>Gets what is at an address.</summary>
    /// <param name="repository">The repository that a token is for.</param>
    /// <param name="address">The address.</param>
    /// <param name="accept">The media types that we read.</param>
    /// <param name="from">Where a cut transfer goes on; 0 for the whole.</param>
    /// <param name="timeout">Ends the request.</param>
    /// <returns>An answer of 200 or 206, its body not read yet.</returns>
    /// <exception cref="TransientException">The request may be repeated.</exception>
    /// <exception cref="ImageException">It was refused.</exception>
    public async Task<HttpResponseMessage> GetAsync(string repository, Uri address, IReadOnlyList<string> accept, long from, RequestTimeout timeout)
    {
        var response = await FollowAsync(address, accept, from, _authorizations.GetValueOrDefault(repository), timeout.Token);
        if (response.StatusCode == HttpStatusCode.Unauthorized && RegistryChallenge.Of(response) is { } challenge)
        {
            response.Dispose();
            var authorization = await AuthorizeAsync(address, challenge, repository, timeout);
            response = await FollowAsync(address, accept, from, authorization, timeout.Token);
            if (response.IsSuccessStatusCode)
            {
                _authorizations[repository] = authorization;
            }
        }

        return RegistryAnswer.Expect(response, address);
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri address, IReadOnlyList<string> accept, long from, AuthenticationHeaderValue? authorization, CancellationToken ct)
    {
        var at = address;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.Authorization = Uri.Compare(at, Origin, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0 ? authorization : null;
            request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null;
            foreach (var type in accept)
            {
                request.Headers.Accept.ParseAdd(type);
            }

            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            at = new Uri(at, location);
            if (!IsSafe(at))
            {
                throw new ImageException($"{address} redirects to {at.GetLeftPart(UriPartial.Path)}, which is neither https nor on this machine");
            }

            if (redirects == MostRedirects)
            {
                throw new ImageException($"{address} redirects more than {MostRedirects} times");
            }
        }
    }

    private async Task<AuthenticationHeaderValue> AuthorizeAsync(Uri address, RegistryChallenge challenge, string repository, RequestTimeout timeout)
    {
        if (challenge.Scheme == "basic")
        {
            return credential is null
                ? throw new ImageException($"{address} wants a user and a password; log in: docker login {Origin.Authority}")
                : RegistryChallenge.Basic(credential);
        }

        if (challenge.TokenAddress(repository) is not { } token || !IsSafe(token))
        {
            throw new ImageException($"{address} wants a token of '{challenge.Parameters["realm"]}', which is neither https nor on this machine");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, token);
        request.Headers.Authorization = credential is null ? null : RegistryChallenge.Basic(credential);
        using var response = RegistryAnswer.Expect(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token), token);
        var content = await RegistryAnswer.ReadAsync(response, token, LongestToken, timeout);
        var json = ImageDocument.Read<TokenJson>($"the token of {token.GetLeftPart(UriPartial.Path)}", content.Span);
        return (json.Token ?? json.AccessToken) is { Length: > 0 } text && text.All(c => c is > ' ' and < '\x7f')
            ? new AuthenticationHeaderValue("Bearer", text)
            : throw new ImageException($"{token.GetLeftPart(UriPartial.Path)} answers without a token");
    }

    private sealed record TokenJson(string? Token, [property: JsonPropertyName("access_token")] string? AccessToken);
}
