using System.Collections.Concurrent;

namespace IstioRegressions.Distributions;

/// <summary>Makes a request of a registry's mirrors and then of the registry, each as often as may help.</summary>
/// <param name="http">A client that neither redirects, decompresses nor keeps cookies.</param>
/// <param name="options">Mirrors, credentials, waits.</param>
/// <param name="time">The clock.</param>
internal sealed class RegistryAccess(HttpClient http, RegistryOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<RegistryEndpoint>> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Reads the answer of the first endpoint that gives a good one.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="from">Where the transfer goes on at this endpoint; 0 for the whole.</param>
    /// <param name="read">Reads it; called again when it failed in a way that may pass.</param>
    /// <param name="ct">Ends the requests and the waits between them.</param>
    /// <exception cref="ImageException">No endpoint has it; the message has the reason of each.</exception>
    public async Task<T> AskAsync<T>(
        RegistryRequest request, Func<RegistryEndpoint, long> from, Func<HttpResponseMessage, Uri, RequestTimeout, Task<T>> read, CancellationToken ct)
    {
        var failures = new List<ImageException>();
        foreach (var endpoint in _endpoints.GetOrAdd(request.Image.Registry, _ => Endpoints(request.Image)))
        {
            var address = endpoint.Address(request.Repository, request.Path);
            try
            {
                void Retrying(string reason) => request.Progress?.Report(new ImageProgress(request.Image, ImageStep.Retrying, reason));
                return await RegistryRetry.ExecuteAsync(options, time, Retrying, request.Image.ToString(), t => OneRequest.MakeAsync(options, time, address, async timeout =>
                {
                    using var response = await endpoint.GetAsync(request.Repository, address, request.Accept, from(endpoint), timeout);
                    timeout.Heard();
                    return await read(response, address, timeout);
                }, t), ct);
            }
            catch (ImageException e)
            {
                failures.Add(e);
            }
        }

        throw failures.Count == 1 ? failures[0] : new ImageException(string.Join("; ", failures.Select(f => f.Message)), failures[^1]);
    }

    private IReadOnlyList<RegistryEndpoint> Endpoints(ImageReference image)
    {
        var registry = new Uri($"https://{image.Host}");
        if (registry.IsLoopback)
        {
            registry = new Uri($"http://{image.Host}");
        }

        return [.. options.Mirrors.GetValueOrDefault(image.Registry, []).Append(registry).Select(address => RegistryEndpoint.IsSafe(address)
            ? new RegistryEndpoint(http, address, options.Credentials.GetValueOrDefault(address.Authority))
            : throw new ImageException($"the mirror {address} of {image.Registry} is neither https nor on this machine"))];
    }
}
