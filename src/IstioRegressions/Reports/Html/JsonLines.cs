using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IstioRegressions.Reports.Html;

/// <summary>
/// JSON as few lines that a person reads: what fits on a line stands on one, names and plain words have no quotes, a name
/// that holds nothing but another is written with it, as <c>endpoint.address</c>, and an address has its port behind it. The
/// endpoints of a locality and the names in an object are sorted: pilots send them in any order. Two values with the same
/// lines are the same.
/// </summary>
internal static class JsonLines
{
    private const int Width = 84;
    private const int LongestText = 72;

    private static readonly Regex Plain = new(@"^[A-Za-z_@*.|/][\w@*.|/:~-]*$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    private static readonly Regex Address = new(@"^\d+\.\d+\.\d+\.\d+$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    private static readonly JsonSerializerOptions Quoted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(JsonElement value)
    {
        var lines = new List<string>();
        Write(lines, value, "", "");
        return lines;
    }

    private static void Write(List<string> lines, JsonElement value, string indent, string name)
    {
        var flat = Flat(value);
        if ((indent.Length + name.Length + flat.Length <= Width && !HasEndpoints(name + flat)) || value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            lines.Add($"{indent}{name}{flat}");
            return;
        }

        if (name.Length > 0)
        {
            lines.Add($"{indent}{name.TrimEnd()}");
            indent += name == "- " ? "" : "  ";
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in name.EndsWith("lbEndpoints: ", StringComparison.Ordinal) ? value.EnumerateArray().OrderBy(Flat, StringComparer.Ordinal) : value.EnumerateArray().AsEnumerable())
            {
                var from = lines.Count;
                Write(lines, item, indent + "  ", "");
                lines[from] = $"{indent}- {lines[from].AsSpan(indent.Length + 2)}";
            }

            return;
        }

        foreach (var property in Sorted(value))
        {
            var (path, held) = Chain(property);
            Write(lines, held, indent, $"{path}: ");
        }
    }

    // Each has a line of its own, so that one that comes or goes is one line.
    private static bool HasEndpoints(string flat) => flat.Contains("lbEndpoints: [{", StringComparison.Ordinal);

    private static string Flat(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when AddressAndPort(value) is { } both => both,
        JsonValueKind.Object => $"{{{string.Join(", ", Sorted(value).Select(Chain).Select(p => $"{p.Path}: {Flat(p.Held)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Flat))}]",
        JsonValueKind.String => Word(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static (string Path, JsonElement Held) Chain(JsonProperty property)
    {
        var (path, held) = (Word(property.Name), property.Value);
        while (held.ValueKind == JsonValueKind.Object && held.EnumerateObject().Take(2).ToList() is [var only])
        {
            (path, held) = ($"{path}.{Word(only.Name)}", only.Value);
        }

        return (path, held);
    }

    private static IEnumerable<JsonProperty> Sorted(JsonElement value) => value.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal);

    private static string? AddressAndPort(JsonElement value) =>
        value.TryGetProperty("address", out var address) && address.ValueKind == JsonValueKind.String
        && value.TryGetProperty("portValue", out var port) && port.ValueKind == JsonValueKind.Number
        && !value.EnumerateObject().Skip(2).Any()
            ? $"{Word(address.GetString()!)}:{port.GetRawText()}"
            : null;

    private static string Word(string text) =>
        text.Length > LongestText ? string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, LongestText / 2)}… ({text.Length} letters, {Digest(text)})")
        : text is not ("true" or "false" or "null") && (Plain.IsMatch(text) || Address.IsMatch(text)) ? text
        : JsonSerializer.Serialize(text, Quoted);

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
