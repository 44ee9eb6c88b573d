using System.Globalization;
using System.Text;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>The head of a request or an answer.</summary>
/// <param name="Start">Its first line, in three parts: method, path, version; or version, status, reason.</param>
/// <param name="Headers">Its headers, as they came.</param>
internal sealed record HttpHead(string[] Start, List<(string Name, string Value)> Headers)
{
    /// <summary>The length of the body; null where the head has none.</summary>
    public long? Length => this["content-length"] is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    public bool IsChunked => this["transfer-encoding"] is not null;

    /// <summary>Whether this side wants the connection to end after this message.</summary>
    public bool Closes => string.Equals(this["connection"], "close", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a header; null where there is none.</summary>
    public string? this[string name] => Headers.Find(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Reads a head without its empty line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static HttpHead Parse(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        var start = lines[0].Split(' ', 3);
        if (start.Length < 2 || !(start[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || (start.Length == 3 && start[2].StartsWith("HTTP/1.", StringComparison.Ordinal))))
        {
            throw new FormatException($"'{lines[0]}' is no first line of HTTP/1.1");
        }

        var headers = new List<(string, string)>();
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(colon > 0 ? (line[..colon], line[(colon + 1)..].Trim()) : throw new FormatException($"'{line}' is no header"));
        }

        var head = new HttpHead(start.Length == 3 ? start : [start[0], start[1], ""], headers);
        return head["content-length"] is { } length && !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? throw new FormatException($"Content-Length '{length}' is no number")
            : head;
    }

    /// <summary>This head without some headers.</summary>
    public HttpHead Without(params string[] names) =>
        this with { Headers = [.. Headers.Where(h => !names.Contains(h.Name, StringComparer.OrdinalIgnoreCase))] };

    /// <summary>This head with one more header.</summary>
    public HttpHead With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public byte[] ToBytes() => Encoding.Latin1.GetBytes($"{string.Join(' ', Start)}\r\n{string.Concat(Headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}\r\n");
}
