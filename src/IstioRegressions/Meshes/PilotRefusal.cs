using System.Text.RegularExpressions;

namespace IstioRegressions.Meshes;

/// <summary>What a pilot logs when it refuses a file of its configuration directory.</summary>
internal static partial class PilotRefusal
{
    private const string Parse = "Failed to parse ";

    // The store behind the files refuses too, and names the object, not the file.
    private static readonly string[] OfStore = ["Failed to create config", "Failed to update config"];

    /// <summary>The reason for which it refused the file; null where the lines have none.</summary>
    public static string? Of(string file, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (Names(lines[i], file) || Array.Exists(OfStore, lines[i].Contains))
            {
                // 1.0 to 1.6 repeat the whole YAML between what they say first and the reason.
                var more = lines.Skip(i + 1).TakeWhile(l => !Timestamp().IsMatch(l)).LastOrDefault(l => l.Trim().Length > 0);
                return $"{Message(lines[i], file)}{(more is null ? "" : $" … {more.Trim()}")}";
            }
        }

        return null;
    }

    /// <summary>Whether the line refuses that file.</summary>
    public static bool Names(string line, string file) => line.Contains(Parse + file, StringComparison.Ordinal);

    private static string Message(string line, string file)
    {
        var start = line.IndexOf(Parse + file, StringComparison.Ordinal);
        return start < 0 ? Timestamp().Replace(line, "").Trim() : line[(start + Parse.Length + file.Length)..].TrimStart(':', ',', ' ');
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\S+\s+\w+\s*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Timestamp();
}
