using System.Diagnostics;
using System.Globalization;
using IstioRegressions.Fixtures.Cluster;
using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

/// <summary>
/// The published loop: applications are created, the last of them is asked for until it answers, all are deleted; again and
/// again.
/// </summary>
/// <param name="mesh">Where.</param>
/// <param name="application">One of them; in it NAME stands for its name.</param>
/// <param name="count">How many there are.</param>
internal sealed class ApplicationRounds(KubernetesMesh mesh, Manifest application, int count) : IDisposable
{
    private const int Tries = 1000;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(3);

    // The first crash of the published report came after two minutes: less says nothing.
    private static readonly TimeSpan KnownToKill = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _done;

    /// <summary>What the last application answered where it never answered 200; null where it did in every round.</summary>
    public string? Stuck { get; private set; }

    /// <summary>Goes round until something happens, or the limit is reached, or an application never answers.</summary>
    public async Task RunUntilAsync(Task happens, SoakLimit limit, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var time = Polling.PauseAsync(limit.Time ?? Timeout.InfiniteTimeSpan, TimeProvider.System, over.Token);
        var rounds = RunAsync(limit.Rounds ?? int.MaxValue, over.Token);
        await Task.WhenAny(time, happens, rounds);
        await over.CancelAsync();
        try
        {
            await rounds;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // In the middle of a round; what is left of it goes with the namespace.
        }
    }

    /// <summary>The verdict on a control plane that none of the rounds ended.</summary>
    public Verdict Survived() =>
        Stuck is not null ? Verdict.Inconclusive($"the application never answered, for another reason than the reported one: {this}")
        : Stopwatch.GetElapsedTime(_began) < KnownToKill ? Verdict.Inconclusive($"it survived {this}, and the published crash came after {KnownToKill.TotalMinutes:0} min")
        : Verdict.Absent($"it is the same process after {this}");

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{_done} rounds of {count} applications in {Stopwatch.GetElapsedTime(_began).TotalSeconds:0} s{(Stuck is null ? "" : $", and then {Tries} times {Stuck}")}");

    private async Task RunAsync(int rounds, CancellationToken ct)
    {
        var ingress = await mesh.IngressAsync(ct);
        var all = new Manifest("applications", string.Join("\n---\n", Enumerable.Range(1, count).Select(i => application.Yaml.Replace("NAME", Name(i), StringComparison.Ordinal))));
        while (_done < rounds && Stuck is null)
        {
            await mesh.ApplyAsync(all, ct);
            if (await AnswersAsync($"http://{ingress}/", $"{Name(count)}.test.local", ct) is { } status)
            {
                Stuck = status;
                return;
            }

            await mesh.DeleteAsync(all, ct);
            _done++;
        }
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"httpbin-{i}");

    /// <returns>What it answered last; null when that was 200.</returns>
    private async Task<string?> AnswersAsync(string url, string host, CancellationToken ct)
    {
        var last = "";
        for (var i = 0; i < Tries; i++)
        {
            last = await AskAsync(url, host, ct);
            if (last == "200")
            {
                return null;
            }

            await Polling.PauseAsync(BetweenTries, TimeProvider.System, ct);
        }

        return last;
    }

    private async Task<string> AskAsync(string url, string host, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Host = host } };
        try
        {
            using var answer = await _http.SendAsync(request, ct);
            return string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return e.Message;
        }
    }
}
