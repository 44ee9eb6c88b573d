using System.CommandLine;
using IstioRegressions.Benchmarks;

// Side-by-side measurements; docs/performance.md has their results. Each command prints a table in Markdown.
return await new RootCommand("Measures what observers cost, what pilots do under them, and how fast traffic is made.")
{
    ClientsBenchmark.Create(),
    PushBenchmark.Create(),
    TrafficBenchmark.Create(),
    TrafficBenchmark.CreateClient(),
}.Parse(args).InvokeAsync();
