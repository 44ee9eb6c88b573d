using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Bisection;

/// <summary>
/// Finds, on a line of releases, the first bad one or the first fixed one. The first fixed is the one before the first bad
/// when the line is walked backwards, so both are one search.
/// </summary>
public sealed class ReleaseSearch
{
    private readonly List<IstioVersion> _positions;
    private readonly ChangeSearch _search;

    /// <summary>Starts a search.</summary>
    /// <param name="line">The releases, the earliest first.</param>
    /// <param name="change">What is looked for.</param>
    /// <param name="repeat">How often the bad end must reproduce first; 1 takes every verdict for certain.</param>
    /// <param name="confidence">How probable the answer must be where verdicts are not certain.</param>
    public ReleaseSearch(IReadOnlyList<IstioVersion> line, ReleaseChange change, int repeat = 1, double confidence = 0.95)
    {
        (Line, Change) = (line, change);
        _positions = [.. change == ReleaseChange.FirstBad ? line : line.Reverse()];
        _search = new ChangeSearch(line.Count, repeat, confidence);
    }

    /// <summary>The releases, the earliest first.</summary>
    public IReadOnlyList<IstioVersion> Line { get; }

    /// <summary>What is looked for.</summary>
    public ReleaseChange Change { get; }

    /// <summary>What the first release behind the change is: "bad" or "fixed".</summary>
    public string Adjective => Change == ReleaseChange.FirstBad ? "bad" : "fixed";

    /// <summary>The end that is said to be good: before the bad ones, or after them where the first fixed one is looked for.</summary>
    public IstioVersion GoodEnd => _positions[0];

    /// <summary>The end that is said to be bad.</summary>
    public IstioVersion BadEnd => _positions[^1];

    /// <summary>Whether both ends were seen to be what is said of them.</summary>
    public bool EndsHold => _search.EndsHold;

    /// <summary>The release to be judged next; null where the search has ended.</summary>
    public IstioVersion? Next => _search.Next is { } next ? _positions[next] : null;

    /// <summary>The releases of which one is the answer, as surely as was asked for, the earliest first.</summary>
    public IReadOnlyList<IstioVersion> Candidates
    {
        get
        {
            var (first, last) = _search.Candidates;
            return Change == ReleaseChange.FirstBad ? _positions[first..(last + 1)] : [.. _positions[Math.Max(0, first - 1)..last].AsEnumerable().Reverse()];
        }
    }

    /// <summary>The answer; null where the search goes on, or has ended without one.</summary>
    public IstioVersion? Found => Next is null && EndsHold && Candidates is [var one] ? one : null;

    /// <summary>The good release nearest to the change and the bad one nearest to it, as far as was judged.</summary>
    public (IstioVersion Good, IstioVersion Bad) Edge => (_positions[Math.Max(0, _search.Candidates.First - 1)], _positions[_search.Candidates.Last]);

    /// <summary>How probable it is that the answer is among <see cref="Candidates"/>; 1 where verdicts are certain.</summary>
    public double Confidence => _search.Confidence;

    /// <summary>How many more verdicts are expected, about.</summary>
    public int ExpectedVerdicts => _search.ExpectedVerdicts;

    /// <summary>What was said of a release.</summary>
    public Tally At(IstioVersion release) => _search.Tallies[_positions.IndexOf(release)];

    /// <summary>Leaves a release out, because it cannot be judged.</summary>
    public void LeaveOut(IstioVersion release) => _search.LeaveOut(_positions.IndexOf(release));

    /// <summary>Takes a verdict in.</summary>
    public void Add(IstioVersion release, VerdictKind verdict) => _search.Add(_positions.IndexOf(release), verdict);
}
