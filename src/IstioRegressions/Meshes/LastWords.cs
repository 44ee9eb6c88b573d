namespace IstioRegressions.Meshes;

/// <summary>
/// What a process says when it dies of itself: from the line that names the reason on, with the stack that follows it, as
/// Go's runtime and .NET's write them.
/// </summary>
public sealed class LastWords
{
    private const int Kept = 80;

    // Go: a fault of the runtime, a panic. .NET: an exception that nobody caught.
    private static readonly string[] Openings = ["fatal error: ", "panic: ", "Unhandled exception"];

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    /// <summary>The lines from the one that names the reason on; empty where there is no such line.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The line that names the reason; null where there is none.</summary>
    public string? Reason => Lines is [var first, ..] ? first : null;

    /// <summary>The functions of the first stack, the innermost first.</summary>
    public IReadOnlyList<string> Frames => [.. Lines.Skip(1)
        .SkipWhile(line => !IsFrame(line))
        .TakeWhile(line => line.Trim().Length > 0)
        .Where(IsFrame)
        .Select(Function)];

    /// <summary>Takes a line that the process wrote.</summary>
    internal void Append(string line)
    {
        lock (_lock)
        {
            if (_lines.Count < Kept && (_lines.Count > 0 || Array.Exists(Openings, o => line.StartsWith(o, StringComparison.Ordinal))))
            {
                _lines.Add(line);
            }
        }
    }

    // Go writes PACKAGE.FUNCTION(ARGUMENTS), and below it an indented file; .NET "   at TYPE.METHOD(PARAMETERS)".
    private static bool IsFrame(string line) =>
        line.StartsWith("   at ", StringComparison.Ordinal) || (line.EndsWith(')') && line.Length > 0 && !char.IsWhiteSpace(line[0]) && line.Contains('.'));

    private static string Function(string line)
    {
        var name = line.StartsWith("   at ", StringComparison.Ordinal) ? line[6..] : line;
        var arguments = name.LastIndexOf('(');
        return arguments > 0 ? name[..arguments] : name;
    }
}
