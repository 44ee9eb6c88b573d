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

    /// <summary>Reads the head of a request, without its empty line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static HttpHead Request(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        return lines[0].Split(' ') is [var method, { Length: > 0 }, "HTTP/1.0" or "HTTP/1.1"] start && IsToken(method)
            ? WithHeaders(start, lines)
            : throw new FormatException($"'{lines[0]}' is no first line of a request: METHOD PATH HTTP/1.1");
    }

    /// <summary>Reads the head of an answer, without its empty line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static HttpHead Answer(ReadOnlySpan<byte> bytes)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split("\r\n");
        return lines[0].Split(' ', 3) is ["HTTP/1.0" or "HTTP/1.1", [>= '1' and <= '9', >= '0' and <= '9', >= '0' and <= '9'], ..] start
            ? WithHeaders([start[0], start[1], start.ElementAtOrDefault(2) ?? ""], lines)
            : throw new FormatException($"'{lines[0]}' is no first line of an answer: HTTP/1.1 STATUS REASON");
    }

    private static HttpHead WithHeaders(string[] start, string[] lines)
    {
        var headers = new List<(string, string)>();
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add(colon > 0 ? (line[..colon], line[(colon + 1)..].Trim()) : throw new FormatException($"'{line}' is no header"));
        }

        var head = new HttpHead(start, headers);
        return head["content-length"] is { } length && !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? throw new FormatException($"Content-Length '{length}' is no number")
            : head;
    }

    // What a method consists of (https://www.rfc-editor.org/rfc/rfc9110, 5.6.2).
    private static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    /// <summary>This head without some headers.</summary>
    public HttpHead Without(params string[] names) =>
        this with { Headers = [.. Headers.Where(h => !names.Contains(h.Name, StringComparer.OrdinalIgnoreCase))] };

    /// <summary>This head with one more header.</summary>
    public HttpHead With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public byte[] ToBytes() => Encoding.Latin1.GetBytes($"{string.Join(' ', Start)}\r\n{string.Concat(Headers.Select(h => $"{h.Name}: {h.Value}\r\n"))}\r\n");
}
