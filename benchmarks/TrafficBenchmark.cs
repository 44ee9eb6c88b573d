using System.CommandLine;
using System.Globalization;
using System.Net;
using IstioRegressions.Load.Traffic;

namespace IstioRegressions.Benchmarks;

/// <summary><c>traffic</c>: our load generator beside siege, wrk, ab and hey, in turns, on one server that is there already.</summary>
internal static class TrafficBenchmark
{
    private static readonly Option<string> Url = new("--url") { Description = "What is called: http://ADDRESS:PORT/PATH.", Required = true };
    private static readonly Option<int> Users = new("--users") { Description = "How many users.", DefaultValueFactory = _ => 25 };
    private static readonly Option<int> Seconds = new("--seconds") { Description = "How long each tool makes load in a round.", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> Rounds = new("--rounds") { Description = "How many rounds.", DefaultValueFactory = _ => 5 };
    private static readonly Option<bool> NewConnections = new("--new-connections") { Description = "A new connection for each request." };

    public static Command Create()
    {
        var command = new Command("traffic", "Requests a second of our load generator, siege, wrk, ab and hey: interleaved rounds, medians.") { Url, Users, Seconds, Rounds };
        command.SetAction(async (parsed, ct) =>
        {
            Console.WriteLine("| users | connections | tool | requests/s, median | least | most | ours to it |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var keepAlive in (bool[])[true, false])
            {
                await CompareAsync(new TrafficRound(parsed.GetValue(Url)!, parsed.GetValue(Users), parsed.GetValue(Seconds), keepAlive), parsed.GetValue(Rounds), ct);
            }
        });
        return command;
    }

    /// <summary><c>traffic-client</c>: our load generator alone, as a process.</summary>
    public static Command CreateClient()
    {
        var command = new Command("traffic-client", "Makes load, and prints the summary and the memory that it took.") { Url, Users, Seconds, NewConnections };
        command.SetAction(async (parsed, ct) =>
        {
            var url = new Uri(parsed.GetValue(Url)!);
            var report = await TrafficRun.RunAsync(
                new TrafficOptions
                {
                    Server = new IPEndPoint(IPAddress.Parse(url.Host), url.Port),
                    Path = url.PathAndQuery,
                    Users = parsed.GetValue(Users),
                    Duration = TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
                    KeepAlive = !parsed.GetValue(NewConnections),
                },
                ct);
            Console.Write(report);
            Console.WriteLine(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)));
        });
        return command;
    }

    private static async Task CompareAsync(TrafficRound round, int rounds, CancellationToken ct)
    {
        var rates = TrafficTool.Installed().ToDictionary(tool => tool, _ => new List<double>());
        var memory = "";
        for (var i = 0; i < rounds; i++)
        {
            foreach (var (tool, seen) in rates)
            {
                var (rate, output) = await tool.RunAsync(round, ct);
                seen.Add(rate);
                memory = tool.Name == "ours" ? output.Split('\n').Last(l => l.StartsWith("VmHWM", StringComparison.Ordinal)) : memory;
            }
        }

        var ours = Median(rates.First().Value);
        foreach (var (tool, seen) in rates)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {round.Users} | {(round.KeepAlive ? "kept" : "new each")} | {tool.Name} | {Median(seen):0} | {seen.Min():0} | {seen.Max():0} | {ours / Median(seen):0.00} |"));
        }

        Console.WriteLine($"<!-- ours: {memory} -->");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
