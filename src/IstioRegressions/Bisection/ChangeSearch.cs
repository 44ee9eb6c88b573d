using IstioRegressions.Verdicts;

namespace IstioRegressions.Bisection;

/// <summary>
/// Finds the first bad of some positions in a row, of which the first is said to be good and the last to be bad: asks for one
/// verdict after the other until it is known, or until no verdict can tell more. It runs nothing itself.
/// <para>
/// The ends come first. Then each verdict is asked of the position where it is expected to tell most. Where verdicts are
/// certain (<c>repeat</c> 1) this is plain bisection: of n positions behind the good end, the first bad one is known after
/// ⌈log2 n⌉ + 2 verdicts at the latest. Else the bad end is judged until it has reproduced <c>repeat</c> times, which measures
/// the rate, and every position as often as it takes to be as sure as was asked for.
/// </para>
/// </summary>
public sealed class ChangeSearch
{
    /// <summary>How many verdicts at the bad end one reproduction may take; a rarer one is not waited for.</summary>
    public const int TriesPerReproduction = 20;

    private const double Rounding = 1e-9;

    private readonly Tally[] _tallies;
    private readonly bool[] _left;
    private readonly int _repeat;
    private readonly double _confidence;

    /// <summary>Starts with nothing known but what is said of the ends.</summary>
    /// <param name="positions">How many positions there are, the ends included: at least 2.</param>
    /// <param name="repeat">How often the bad end must reproduce first; 1 takes every verdict for certain.</param>
    /// <param name="confidence">How probable the answer must be, above ½ and below 1, where verdicts are not certain.</param>
    public ChangeSearch(int positions, int repeat = 1, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeat, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(confidence, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        (_tallies, _left, _repeat) = ([.. Enumerable.Repeat(new Tally(), positions)], new bool[positions], repeat);
        _confidence = repeat == 1 ? 1 - Rounding : confidence;
        Weigh();
    }

    /// <summary>The position to be judged next; null where the search has ended.</summary>
    public int? Next { get; private set; }

    /// <summary>Where the first bad position lies, as surely as was asked for, both included: one position, when it is found.</summary>
    public (int First, int Last) Candidates { get; private set; }

    /// <summary>How probable it is that it lies there: 1 where verdicts are certain; 0 before both ends are known.</summary>
    public double Confidence { get; private set; }

    /// <summary>How many more verdicts are expected, about.</summary>
    public int ExpectedVerdicts { get; private set; }

    /// <summary>What was said of each position.</summary>
    public IReadOnlyList<Tally> Tallies => _tallies;

    /// <summary>Whether the good end was seen to be good and never bad, and the bad end bad.</summary>
    public bool EndsHold => _tallies[0] is { Reproduced: 0, Absent: > 0 } && _tallies[^1].Reproduced > 0;

    private int End => _tallies.Length - 1;

    /// <summary>Leaves a position out, because it cannot be judged.</summary>
    public void LeaveOut(int position)
    {
        _left[position] = true;
        Weigh();
    }

    /// <summary>Takes a verdict in. A position of which nothing is decided is left out from then on.</summary>
    public void Add(int position, VerdictKind verdict)
    {
        _tallies[position] = _tallies[position].With(verdict);
        Weigh();
    }

    private void Weigh()
    {
        if (NextEnd() is { } end)
        {
            Next = end;
            Candidates = (1, End);
            ExpectedVerdicts = Math.Max(0, _repeat - _tallies[^1].Reproduced) + (_tallies[0].Decided == 0 ? 1 : 0) + (int)Math.Ceiling(Math.Log2(End));
            return;
        }

        Next = null;
        ExpectedVerdicts = 0;
        if (!EndsHold)
        {
            Confidence = 0;
            return;
        }

        var belief = new Belief(_tallies, certain: _repeat == 1);
        var first = belief.Last;
        while (first > 0 && belief.From(first) < _confidence)
        {
            first--;
        }

        Candidates = (first, belief.Last);
        Confidence = Math.Min(1, belief.From(first));

        // Two candidates are told apart by a verdict on the earlier of them, or on one between them.
        if (Enumerable.Range(first, belief.Last - first).Any(CanBeJudged))
        {
            var (position, bits) = belief.Tells().Index().Where(t => CanBeJudged(t.Index)).MaxBy(t => Math.Round(t.Item, 12));
            Next = position;
            ExpectedVerdicts = Math.Max(1, (int)Math.Ceiling((belief.Doubt / bits) - Rounding));
        }
    }

    private int? NextEnd() =>
        CanBeJudged(0) && _tallies[0].Decided == 0 ? 0
        : CanBeJudged(End) && _tallies[^1].Reproduced < _repeat && _tallies[^1].Decided < Tries ? End
        : null;

    private int Tries => _repeat == 1 ? 1 : _repeat * TriesPerReproduction;

    private bool CanBeJudged(int position) => !_left[position] && !_tallies[position].IsHopeless;
}
