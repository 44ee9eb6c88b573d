using System.CommandLine;
using IstioRegressions.Benchmarks;

// Side-by-side measurements; docs/performance.md has their results. Each command prints a table in Markdown.
return await new RootCommand("Measures what observers cost, and what pilots do under them.")
{
    ClientsBenchmark.Create(),
    PushBenchmark.Create(),
}.Parse(args).InvokeAsync();
