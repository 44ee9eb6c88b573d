namespace IstioRegressions.Meshes;

/// <summary>The parts of a YAML text that begin with a document marker: each can be read on its own, and so side by side.</summary>
internal static class YamlParts
{
    /// <summary>Parts from which on it pays to read them side by side: what that needs is compiled at its first use, and takes as long as reading a hundred.</summary>
    private const int WorthTheirSetUp = 100;

    /// <summary>Reads the parts, many of them side by side. Where one is wrong, the first that is wrong is the error.</summary>
    /// <param name="text">The text.</param>
    /// <param name="read">Reads a part, given with the number of lines before it.</param>
    /// <returns>What was read, in the order of the text.</returns>
    public static IReadOnlyList<T> Read<T>(string text, Func<string, int, T> read)
    {
        var parts = Of(text);
        if (parts.Count < WorthTheirSetUp)
        {
            return [.. parts.Select(part => read(part.Text, part.LinesBefore))];
        }

        try
        {
            return [.. parts.AsParallel().AsOrdered().Select(part => read(part.Text, part.LinesBefore))];
        }
        catch (AggregateException)
        {
            return [.. parts.Select(part => read(part.Text, part.LinesBefore))];
        }
    }

    /// <summary>The parts, each with the number of lines before it.</summary>
    public static List<(string Text, int LinesBefore)> Of(string text)
    {
        // A directive stands before the marker of the document that it is for.
        if (text.StartsWith('%') || text.Contains("\n%", StringComparison.Ordinal))
        {
            return [(text, 0)];
        }

        var parts = new List<(string, int)>();
        var (start, lines) = (0, 0);
        while (start < text.Length)
        {
            var next = Marker(text, start);
            parts.Add((text[start..next], lines));
            lines += text.AsSpan(start, next - start).Count('\n');
            start = next;
        }

        return parts;
    }

    private static int Marker(string text, int after)
    {
        var at = after;
        while ((at = text.IndexOf("\n---", at, StringComparison.Ordinal)) >= 0)
        {
            if (at + 4 == text.Length || char.IsWhiteSpace(text[at + 4]))
            {
                return at + 1;
            }

            at++;
        }

        return text.Length;
    }
}
