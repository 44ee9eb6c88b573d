using System.Net;

namespace IstioRegressions.Distributions;

/// <summary>
/// Pulls manifests and blobs by the OCI distribution API (OCI distribution specification, "Pull"): mirrors first, tokens
/// as they are asked for, repeated where a failure may pass, resumed where a connection was cut. Plain http is spoken on
/// this machine only.
/// </summary>
public sealed class RegistryClient : IImageSource, IDisposable
{
    private readonly int _longestDocument = new ImageLimits().DocumentBytes;
    private readonly RegistryAccess _access;
    private readonly HttpClient _http;

    /// <summary>A client for all registries.</summary>
    /// <param name="options">Mirrors, credentials, waits; the usual by default.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public RegistryClient(RegistryOptions? options = null, TimeProvider? time = null)
    {
        _http = MakeHttp();
        _access = new RegistryAccess(_http, options ?? new RegistryOptions(), time ?? TimeProvider.System);
    }

    /// <summary>A client that leaves redirects, compression and waits to whoever asks, and keeps no cookies.</summary>
    internal static HttpClient MakeHttp()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None };
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("istio-regressions");
        return http;
    }

    /// <summary>Asks whether the registry of an image is there and lets us in: <c>GET /v2/</c>.</summary>
    /// <exception cref="ImageException">It is not, or does not; the message says why.</exception>
    public Task CheckAsync(ImageReference image, IProgress<ImageProgress>? progress = null, CancellationToken ct = default) =>
        _access.AskAsync(new RegistryRequest(image, "", "", [], progress), _ => 0, (_, _, _) => Task.FromResult(true), ct);

    /// <inheritdoc />
    public string Name => "the registry";

    /// <inheritdoc />
    public Task<FetchedManifest> FetchManifestAsync(ImageReference image, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        var request = new RegistryRequest(image, image.Repository, $"manifests/{image.Digest?.ToString() ?? image.Tag}", MediaTypes.Manifests, progress);
        return _access.AskAsync(request, _ => 0, async (response, address, timeout) =>
        {
            var content = await RegistryAnswer.ReadAsync(response, address, _longestDocument, timeout);
            var type = response.Content.Headers.ContentType?.MediaType;
            var fetched = new FetchedManifest(content, type?.StartsWith("application/vnd.", StringComparison.Ordinal) == true ? type : null);
            var said = response.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.First() : null;
            var expected = image.Digest?.ToString() ?? said ?? fetched.Digest.ToString();
            return fetched.Digest.ToString() == expected
                ? fetched
                : throw new ImageException($"{address} should have the digest {expected} and has {fetched.Digest}; it is broken, or not what it says");
        }, ct);
    }

    /// <inheritdoc />
    public Task FetchBlobAsync(ImageReference image, BlobWriter blob, IProgress<ImageProgress>? progress = null, CancellationToken ct = default)
    {
        var request = new RegistryRequest(image, image.Repository, $"blobs/{blob.Blob.Digest}", [], progress);
        RegistryEndpoint? begun = null;
        return _access.AskAsync(request, From, async (response, address, timeout) =>
        {
            await CopyAsync(request, response, address, blob, timeout);
            return true;
        }, ct);

        long From(RegistryEndpoint endpoint)
        {
            // What one mirror sent is no beginning for what another sends.
            if (begun != endpoint)
            {
                blob.Restart();
                begun = endpoint;
            }

            return blob.Written;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static async Task CopyAsync(RegistryRequest request, HttpResponseMessage response, Uri address, BlobWriter blob, RequestTimeout timeout)
    {
        var (digest, size) = (blob.Blob.Digest, blob.Blob.Size);
        var from = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? -1 : 0;
        if (from != blob.Written)
        {
            blob.Restart();
        }

        if (from != blob.Written)
        {
            throw new TransientException($"{address} answers with another range than it was asked for");
        }

        if (response.Content.Headers.ContentLength is { } length && length != size - from)
        {
            throw new ImageException($"{address} should have {size} bytes and offers {from + length}; it is broken, or not what it says");
        }

        var reported = -1L;
        await foreach (var piece in RegistryAnswer.PiecesAsync(response, timeout))
        {
            await blob.WriteAsync(piece, timeout.Token);
            if (blob.Written * 50 / size is var part && part > reported)
            {
                reported = part;
                request.Progress?.Report(new ImageProgress(request.Image, ImageStep.Fetching, $"{digest}", blob.Written, size));
            }
        }

        if (blob.Written < size)
        {
            throw new TransientException($"{address} ended after {blob.Written} of {size} bytes");
        }

        blob.Complete();
    }
}
