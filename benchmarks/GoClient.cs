using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IstioRegressions.Load;

namespace IstioRegressions.Benchmarks;

/// <summary>
/// Istio's own test client as a process: pkg/adsc in a main that connects so many times, prints
/// <c>ready connections=N failed=F seconds=S ...</c> when each has all its resources, and then stays until its input ends.
/// </summary>
internal sealed partial class GoClient : IAsyncDisposable
{
    private readonly Process _process;

    private GoClient(Process process, double seconds, ProcessUsage usage) => (_process, Seconds, Usage) = (process, seconds, usage);

    /// <summary>From its first connection until each had all its resources, as it says.</summary>
    public double Seconds { get; }

    /// <summary>What it used until then.</summary>
    public ProcessUsage Usage { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or some of its connections failed; the message has its words.</exception>
    public static async Task<GoClient> StartAsync(string file, Uri server, int connections, int namespaces, CancellationToken ct)
    {
        var process = Process.Start(new ProcessStartInfo(
            file,
            [
                "--address", server.Authority,
                "--connections", connections.ToString(CultureInfo.InvariantCulture),
                "--namespace-count", namespaces.ToString(CultureInfo.InvariantCulture),
                "--namespace-prefix", "load-",
                "--timeout", "10m",
            ])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            var lines = new List<string>();
            while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
            {
                lines.Add(line);
                if (ReadyLine().Match(line) is { Success: true } ready)
                {
                    return ready.Groups["failed"].Value == "0"
                        ? new GoClient(process, double.Parse(ready.Groups["seconds"].Value, CultureInfo.InvariantCulture), ProcessUsage.Of(process.Id))
                        : throw new InvalidOperationException($"the Go client did not start all its connections: {line}");
                }
            }

            throw new InvalidOperationException($"the Go client ended before it was ready: {string.Join('\n', lines.TakeLast(5))}");
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"^ready .*failed=(?<failed>\d+) seconds=(?<seconds>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReadyLine();
}
