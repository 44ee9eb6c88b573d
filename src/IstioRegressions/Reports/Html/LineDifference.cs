namespace IstioRegressions.Reports.Html;

/// <summary>Two texts side by side.</summary>
internal static class LineDifference
{
    private const int Context = 1;

    // Above, the table of the longest common subsequence costs more than it tells.
    private const int LargestTable = 160_000;

    /// <summary>The lines that differ with one around them; a row of two nulls stands for the lines left out.</summary>
    public static IReadOnlyList<(string? Before, string? After)> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var rows = Align(before, after);
        var keep = new bool[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Before != rows[i].After)
            {
                Array.Fill(keep, true, Math.Max(0, i - Context), Math.Min(rows.Count, i + Context + 1) - Math.Max(0, i - Context));
            }
        }

        var shown = new List<(string?, string?)>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (keep[i])
            {
                shown.Add(rows[i]);
            }
            else if (shown.Count == 0 || shown[^1] is not (null, null))
            {
                shown.Add((null, null));
            }
        }

        return shown;
    }

    /// <summary>Where two lines differ: how many letters they have in common at their beginning and at their end.</summary>
    public static (int Start, int End) Common(string before, string after)
    {
        var most = Math.Min(before.Length, after.Length);
        var start = 0;
        while (start < most && before[start] == after[start])
        {
            start++;
        }

        var end = 0;
        while (end < most - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        return (start, end);
    }

    private static List<(string? Before, string? After)> Align(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var rows = new List<(string?, string?)>();
        var (start, stop) = (0, 0);
        var most = Math.Min(before.Count, after.Count);
        while (start < most && before[start] == after[start])
        {
            rows.Add((before[start], after[start]));
            start++;
        }

        while (stop < most - start && before[before.Count - stop - 1] == after[after.Count - stop - 1])
        {
            stop++;
        }

        Middle(rows, [.. before.Skip(start).Take(before.Count - start - stop)], [.. after.Skip(start).Take(after.Count - start - stop)]);
        rows.AddRange(before.Skip(before.Count - stop).Select(line => ((string?)line, (string?)line)));
        return rows;
    }

    private static void Middle(List<(string?, string?)> rows, string[] before, string[] after)
    {
        var common = before.Length * (long)after.Length <= LargestTable ? Longest(before, after) : null;
        var (i, j) = (0, 0);
        while (i < before.Length || j < after.Length)
        {
            if (common is not null && i < before.Length && j < after.Length && before[i] == after[j])
            {
                rows.Add((before[i++], after[j++]));
                continue;
            }

            var (fromI, fromJ) = (i, j);
            while (i < before.Length || j < after.Length)
            {
                if (common is not null && i < before.Length && j < after.Length && before[i] == after[j])
                {
                    break;
                }

                _ = j >= after.Length || (i < before.Length && (common is null || common[i + 1, j] >= common[i, j + 1])) ? i++ : j++;
            }

            Pair(rows, before.AsSpan(fromI..i), after.AsSpan(fromJ..j));
        }
    }

    // Lines of one name stand beside each other; what has no partner stands alone.
    private static void Pair(List<(string?, string?)> rows, ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var next = 0;
        foreach (var line in after)
        {
            var partner = next;
            while (partner < before.Length && Name(before[partner]) != Name(line))
            {
                partner++;
            }

            if (partner == before.Length)
            {
                rows.Add((null, line));
                continue;
            }

            while (next < partner)
            {
                rows.Add((before[next++], null));
            }

            rows.Add((before[next++], line));
        }

        foreach (var line in before[next..])
        {
            rows.Add((line, null));
        }
    }

    private static string Name(string line) => line[..Math.Max(0, line.IndexOf(':', StringComparison.Ordinal))];

    // How long a common subsequence of what is left is, from each place on.
    private static int[,] Longest(string[] before, string[] after)
    {
        var table = new int[before.Length + 1, after.Length + 1];
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                table[i, j] = before[i] == after[j] ? table[i + 1, j + 1] + 1 : Math.Max(table[i + 1, j], table[i, j + 1]);
            }
        }

        return table;
    }
}
