using System.Net;

namespace IstioRegressions.Distributions;

/// <summary>Reads what a registry answers.</summary>
internal static class RegistryAnswer
{
    /// <summary>Lets 200 and 206 through.</summary>
    /// <exception cref="TransientException">The answer is one that may pass.</exception>
    /// <exception cref="ImageException">It is a refusal.</exception>
    public static HttpResponseMessage Expect(HttpResponseMessage response, Uri address)
    {
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
        {
            return response;
        }

        using (response)
        {
            var at = address.GetLeftPart(UriPartial.Path);
            var said = $"{at} answers {(int)response.StatusCode}";
            throw response.StatusCode switch
            {
                HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError =>
                    new TransientException(said, response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - response.Headers.Date : null),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                    new ImageException($"{said}: it does not exist, or not for this user; check its name and the credentials for {address.Authority}"),
                HttpStatusCode.NotFound => new ImageException($"{said}: it does not exist; check registry, repository and tag") { IsMissing = true },
                _ => new ImageException(said),
            };
        }
    }

    /// <summary>Reads a small body.</summary>
    /// <exception cref="ImageException">It is not small.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, Uri address, int limit, RequestTimeout timeout)
    {
        using var content = new MemoryStream();
        await foreach (var piece in PiecesAsync(response, timeout))
        {
            content.Write(piece.Span);
            if (content.Length > limit)
            {
                throw new ImageException($"{address.GetLeftPart(UriPartial.Path)} answers more than {limit} bytes");
            }
        }

        return content.ToArray();
    }

    /// <summary>The body as it comes in; each piece is valid until the next.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(HttpResponseMessage response, RequestTimeout timeout)
    {
        await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
        var buffer = new byte[81920];
        while (await body.ReadAsync(buffer, timeout.Token) is > 0 and var count)
        {
            timeout.Heard();
            yield return buffer.AsMemory(0, count);
        }
    }
}
