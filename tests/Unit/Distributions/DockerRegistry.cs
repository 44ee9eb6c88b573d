using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>A real registry, Debian's docker-registry, on a free port of loopback; its tests are skipped where it is not installed.</summary>
public sealed partial class DockerRegistry : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-");
    private readonly HttpClient _http = new();
    private Process? _process;
    private Uri? _address;

    public string Folder => _folder.FullName;

    /// <summary>Starts it, once.</summary>
    /// <param name="auth">The auth section of its configuration.</param>
    public async Task<Uri> StartAsync(string auth = "")
    {
        Tool.SkipWithout("docker-registry");
        if (_address is not null)
        {
            return _address;
        }

        var config = Path.Combine(Folder, "config.yml");
        await File.WriteAllTextAsync(config, $"version: 0.1\nlog: {{ level: info }}\nstorage: {{ filesystem: {{ rootdirectory: {Folder}/data }} }}\nhttp: {{ addr: 127.0.0.1:0 }}\n{auth}");
        _process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", config]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? "") is { Success: true } match)
            {
                listening.TrySetResult(new Uri($"http://{match.Groups["address"].Value}"));
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        return _address = await listening.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Pushes an image as a client does.</summary>
    internal async Task PushAsync(TestImage image, AuthenticationHeaderValue? authorization = null)
    {
        var repository = new Uri(_address!, $"/v2/{image.Name.Repository}/");
        _http.DefaultRequestHeaders.Authorization = authorization;
        foreach (var (digest, blob) in image.Blobs)
        {
            using var upload = await _http.PostAsync(new Uri(repository, "blobs/uploads/"), content: null);
            var location = new UriBuilder(new Uri(_address!, upload.EnsureSuccessStatusCode().Headers.Location!));
            location.Query += $"&digest={digest}";
            (await _http.PutAsync(location.Uri, new ByteArrayContent(blob))).EnsureSuccessStatusCode();
        }

        foreach (var (digest, (content, mediaType)) in image.Manifests.OrderBy(m => m.Key == image.Digest))
        {
            var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
            var name = digest == image.Digest ? image.Name.Tag : digest.ToString();
            (await _http.PutAsync(new Uri(repository, $"manifests/{name}"), body)).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Ends it, as one that is gone.</summary>
    public void Stop()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Stop();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"listening on (?<address>127\.0\.0\.1:\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
