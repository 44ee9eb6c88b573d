using System.Text;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>Downloads archives and their sums; what may pass is asked again, as registries are.</summary>
/// <param name="settings">From where, and how patiently.</param>
/// <param name="time">The clock.</param>
internal sealed class ArchiveDownload(ArchiveSettings settings, TimeProvider time) : IDisposable
{
    // The largest release so far has less than 100 MB.
    private const long MostBytes = 1L << 30;

    private readonly HttpClient _http = RegistryClient.MakeHttp();

    /// <summary>The published sum of an archive; null where there is none.</summary>
    /// <exception cref="InstallationException">It cannot be had, or is none.</exception>
    public async Task<Digest?> SumAsync(ReleaseArchive archive, IProgress<string>? progress, CancellationToken ct)
    {
        var address = new Uri(archive.Address(settings.Releases).AbsoluteUri + ".sha256");
        try
        {
            var text = await AskAsync(address, progress, async (response, timeout) =>
                Encoding.UTF8.GetString((await RegistryAnswer.ReadAsync(response, address, ArchiveChecksum.Longest, timeout)).Span), ct);
            return ArchiveChecksum.Parse(address.AbsoluteUri, archive.Name, text);
        }
        catch (InstallationException e) when (e.InnerException is ImageException { IsMissing: true })
        {
            return null;
        }
    }

    /// <summary>Writes an archive to an empty file.</summary>
    /// <returns>The digest of what came.</returns>
    /// <exception cref="InstallationException">It cannot be had.</exception>
    public Task<Digest> FetchAsync(ReleaseArchive archive, Stream file, IProgress<string>? progress, CancellationToken ct)
    {
        var address = archive.Address(settings.Releases);
        return AskAsync(address, progress, async (response, timeout) =>
        {
            file.SetLength(0);
            file.Position = 0;
            await foreach (var piece in RegistryAnswer.PiecesAsync(response, timeout))
            {
                await file.WriteAsync(piece, timeout.Token);
                if (file.Length > MostBytes)
                {
                    throw new ImageException($"{address} has more than {MostBytes} bytes, which no release has");
                }
            }

            file.Position = 0;
            return await Digest.OfAsync(file, timeout.Token);
        }, ct);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<T> AskAsync<T>(Uri address, IProgress<string>? progress, Func<HttpResponseMessage, RequestTimeout, Task<T>> read, CancellationToken ct)
    {
        if (!RegistryEndpoint.IsSafe(address))
        {
            throw new InstallationException($"{address} is neither https nor on this machine");
        }

        var endpoint = new RegistryEndpoint(_http, address, credential: null);
        try
        {
            return await RegistryRetry.ExecuteAsync(settings.Requests, time, reason => progress?.Report(reason), address.AbsoluteUri, t => OneRequest.MakeAsync(settings.Requests, time, address, async timeout =>
            {
                using var response = await endpoint.GetAsync("", address, [], from: 0, timeout);
                timeout.Heard();
                return await read(response, timeout);
            }, t), ct);
        }
        catch (ImageException e)
        {
            throw new InstallationException(e switch
            {
                { IsMissing: true } => $"there is no {address}: check the version, or unpack the release yourself and give its directory",
                { InnerException: TransientException passing } => $"{passing.Message}, {settings.Requests.Retries + 1} times; try later, or unpack the release yourself and give its directory",
                _ => e.Message,
            }, e);
        }
    }
}
