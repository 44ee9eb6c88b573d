using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IstioRegressions.Benchmarks;

/// <summary>A load generator as a process: how it is told what to do, and how it says how many requests a second it made.</summary>
internal sealed partial class TrafficTool
{
    private static readonly string SiegeConfig = Path.Combine(Path.GetTempPath(), $"siege-{Environment.ProcessId}.rc");

    private readonly string _file;
    private readonly Func<TrafficRound, string[]> _arguments;
    private readonly Regex _rate;

    private TrafficTool(string name, string file, Func<TrafficRound, string[]> arguments, Regex rate) => (Name, _file, _arguments, _rate) = (name, file, arguments, rate);

    public string Name { get; }

    /// <summary>Ours, then those that are installed.</summary>
    public static IReadOnlyList<TrafficTool> Installed()
    {
        TrafficTool[] others =
        [
            // By a number of requests: with a time, siege 4.0 now and then never ends.
            new("siege", "siege", r => ["-R", Siege(r), "-b", "-c", $"{r.Users}", "-r", $"{r.Seconds * 10_000 / r.Users}", r.Url], SiegeRate()),
            new("wrk", "wrk", r => ["-t", $"{Math.Min(r.Users, Environment.ProcessorCount)}", "-c", $"{r.Users}", "-d", $"{r.Seconds}s", .. r.KeepAlive ? Array.Empty<string>() : ["-H", "Connection: close"], r.Url], PerSecond()),
            new("ab", "ab", r => ["-q", .. r.KeepAlive ? ["-k"] : Array.Empty<string>(), "-c", $"{r.Users}", "-t", $"{r.Seconds}", "-n", $"{r.Seconds * 100_000}", r.Url], AbRate()),
            new("hey", "hey", r => ["-c", $"{r.Users}", "-z", $"{r.Seconds}s", .. r.KeepAlive ? Array.Empty<string>() : ["-disable-keepalive"], r.Url], PerSecond()),
        ];
        var own = new TrafficTool(
            "ours",
            Environment.ProcessPath!,
            r => ["traffic-client", "--url", r.Url, "--users", $"{r.Users}", "--seconds", $"{r.Seconds}", .. r.KeepAlive ? Array.Empty<string>() : ["--new-connections"]],
            OwnRate());
        return [own, .. others.Where(IsInstalled)];
    }

    /// <summary>Makes one round.</summary>
    /// <returns>The requests a second, and all that it said.</returns>
    /// <exception cref="InvalidOperationException">It did not say how many.</exception>
    public async Task<(double Rate, string Output)> RunAsync(TrafficRound round, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(_file, _arguments(round)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        try
        {
            await process.WaitForExitAsync(ct).WaitAsync(TimeSpan.FromSeconds(round.Seconds + 20), ct);
        }
        catch
        {
            process.Kill();
            throw;
        }

        var said = await output + await error;
        return _rate.Match(said) is { Success: true } match
            ? (double.Parse(match.Groups["rate"].Value, CultureInfo.InvariantCulture), said)
            : throw new InvalidOperationException($"{Name} did not say how many requests a second it made: {said}");
    }

    private static bool IsInstalled(TrafficTool tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, tool._file)));

    private static string Siege(TrafficRound round)
    {
        File.WriteAllText(SiegeConfig, $"connection = {(round.KeepAlive ? "keep-alive" : "close")}\nverbose = false\nlogging = false\nlimit = 10000\nfailures = 1000000\njson_output = false\n");
        return SiegeConfig;
    }

    [GeneratedRegex(@"Transaction rate:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnRate();

    [GeneratedRegex(@"ransaction.rate""?:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SiegeRate();

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"Requests per second:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AbRate();
}
