using System.Globalization;
using IstioRegressions.Bisection;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli;

/// <summary>What a bisection came to, for people and for machines.</summary>
/// <param name="run">The bisection, at its end.</param>
/// <param name="command">The command that repeats it.</param>
internal sealed class BisectReport(BisectRun run, string command)
{
    private readonly ReleaseSearch _search = run.Search;

    /// <summary>Why there is no answer; null where there is one.</summary>
    public string? Problem
    {
        get
        {
            if (!_search.EndsHold)
            {
                return $"the ends do not show what was said of them: said to be good, {Seen(_search.GoodEnd)}; said to be bad, {Seen(_search.BadEnd)}";
            }

            return _search.Found is null
                ? $"the first {_search.Adjective} release is one of {string.Join(", ", _search.Candidates)}: what lies between {_search.Edge.Good} and {_search.Edge.Bad} cannot be judged"
                : null;
        }
    }

    /// <summary>The answer, its neighbours, their evidence, and how to repeat it.</summary>
    public void Conclude(TextWriter say)
    {
        var (good, bad) = _search.Edge;
        if (_search.EndsHold)
        {
            say.WriteLine($"first {_search.Adjective} release: {string.Join(" or ", _search.Candidates)}");
            foreach (var release in Neighbourhood(good, bad))
            {
                say.WriteLine($"  {Seen(release)}");
            }
        }

        foreach (var probe in new[] { Best(good, VerdictKind.Absent), Best(bad, VerdictKind.Reproduced) }.OfType<Probe>().OrderBy(p => p.Release))
        {
            say.WriteLine($"evidence of {probe.Release}: {Path.GetRelativePath(Environment.CurrentDirectory, probe.Evidence!)}");
        }

        if (_search.EndsHold)
        {
            say.WriteLine(_search.Confidence < 1
                ? string.Create(CultureInfo.InvariantCulture, $"confidence: {_search.Confidence:0.000}, after {run.Probes.Count} verdicts")
                : $"each of {run.Probes.Count} verdicts was taken for certain; if it does not reproduce every time, --repeat 5 measures how often");
        }

        say.WriteLine($"repeat it: {command}");
        if (run.Environment == MeshEnvironment.Reference)
        {
            say.WriteLine(Matrix.ReferenceNote);
        }
    }

    /// <summary>The same as an object to be written as JSON.</summary>
    public object ForMachines() => new
    {
        Regression = run.Regression.Id,
        Environment = run.Environment.ToString().ToLowerInvariant(),
        _search.Change,
        Found = _search.Found?.ToString(),
        Candidates = _search.EndsHold ? _search.Candidates.Select(v => v.ToString()) : null,
        Confidence = _search.EndsHold ? _search.Confidence : (double?)null,
        Problem,
        Line = _search.Line.Select(release => new
        {
            Release = release.ToString(),
            _search.At(release).Reproduced,
            _search.At(release).Absent,
            _search.At(release).Inconclusive,
            Skipped = run.Missing.GetValueOrDefault(release),
        }),
        Verdicts = run.Probes.Select(p => new { Release = p.Release.ToString(), p.Verdict, p.Seconds, p.Evidence }),
        Command = command,
    };

    // What was judged next to the change, what lies between, and a neighbour more on each side.
    private IEnumerable<IstioVersion> Neighbourhood(IstioVersion good, IstioVersion bad)
    {
        var line = _search.Line.ToList();
        int[] edge = [line.IndexOf(good), line.IndexOf(bad)];
        return line[Math.Max(0, edge.Min() - 1)..Math.Min(line.Count, edge.Max() + 2)];
    }

    private string Seen(IstioVersion release)
    {
        var reason = run.Probes.LastOrDefault(p => p.Release == release)?.Verdict.Reason ?? run.Missing.GetValueOrDefault(release);
        return $"{release}: {_search.At(release)}{(reason is null ? "" : $" ({reason})")}";
    }

    private Probe? Best(IstioVersion release, VerdictKind kind) =>
        run.Probes.Where(p => p.Release == release && p.Evidence is not null).OrderBy(p => p.Verdict.Kind == kind).LastOrDefault();
}
