using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Reports.Html;

/// <summary>
/// Which evidence stands in the page. There is room for some bytes alone: what needs a look comes first, then a cell of each
/// group, then the others; what has no room is a link. Evidence that several cells share is there once.
/// </summary>
internal sealed class EvidencePlan
{
    // The element around a part, and the link of a cell to it.
    private const int BytesAround = 160;
    private const int BytesOfALink = 40;

    private readonly Dictionary<MatrixCell, List<int>> _ofCell = [];
    private readonly List<(EvidencePart Part, List<MatrixCell> Cells)> _parts = [];

    private EvidencePlan()
    {
    }

    /// <summary>No evidence in the page.</summary>
    public static EvidencePlan None { get; } = new();

    /// <summary>Fills a number of bytes with evidence.</summary>
    public static EvidencePlan Fill(PageContent page, long bytes)
    {
        var plan = new EvidencePlan();
        var known = new Dictionary<EvidencePart, int>();
        foreach (var cell in InOrder(page))
        {
            foreach (var part in cell.Latest.SelectMany(EvidenceReader.Read))
            {
                var isKnown = known.TryGetValue(part, out var number);
                var costs = isKnown ? BytesOfALink : Encoding.UTF8.GetByteCount(part.Html) + BytesAround;
                if (costs > bytes)
                {
                    continue;
                }

                bytes -= costs;
                if (!isKnown)
                {
                    known[part] = number = plan._parts.Count;
                    plan._parts.Add((part, []));
                }

                plan._parts[number].Cells.Add(cell);
                (plan._ofCell.TryGetValue(cell, out var parts) ? parts : plan._ofCell[cell] = []).Add(number);
            }

            if (bytes < BytesAround)
            {
                break;
            }
        }

        return plan;
    }

    /// <summary>The parts of a cell that no other cell has.</summary>
    public IEnumerable<EvidencePart> Own(MatrixCell cell) => Numbers(cell).Where(n => _parts[n].Cells.Count == 1).Select(n => _parts[n].Part);

    /// <summary>The parts of a cell that others have too: their anchors and names.</summary>
    public IEnumerable<(string Anchor, string Name)> Shared(MatrixCell cell) =>
        Numbers(cell).Where(n => _parts[n].Cells.Count > 1).Select(n => (Anchor(n), _parts[n].Part.Name));

    /// <summary>The parts that several cells have and that stand with this group, where the first of them is.</summary>
    public IEnumerable<(string Anchor, EvidencePart Part, IReadOnlyList<MatrixCell> Cells)> Of(CellGroup group) => group.Cells
        .SelectMany(cell => Numbers(cell).Where(n => _parts[n].Cells is [var first, _, ..] && ReferenceEquals(first, cell)))
        .Select(n => (Anchor(n), _parts[n].Part, (IReadOnlyList<MatrixCell>)[.. _parts[n].Cells.OrderBy(c => IstioVersion.Parse(c.Version))]));

    private static string Anchor(int number) => $"e{number + 1}";

    // Pages are read at the edges: where a verdict begins and ends.
    private static IEnumerable<MatrixCell> InOrder(PageContent page)
    {
        var groups = page.Regressions.SelectMany(r => CellGroup.Of(page.CellsOf(r))).Where(g => g.First.Judgement != Judgement.NotRun).ToList();
        return groups.Where(g => CellGroup.Rank(g.First) < 2).SelectMany(g => g.Cells)
            .Concat(groups.Select(g => g.Cells[0]))
            .Concat(groups.Select(g => g.Cells[^1]))
            .Concat(groups.SelectMany(g => g.Cells.Select((cell, i) => (Cell: cell, At: i))).OrderBy(c => c.At).Select(c => c.Cell))
            .Distinct();
    }

    private List<int> Numbers(MatrixCell cell) => _ofCell.TryGetValue(cell, out var numbers) ? numbers : [];
}
