using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace IstioRegressions.Reports.Html;

/// <summary>Writes HTML. Every text and every value of an attribute is encoded; only <see cref="Own"/> is taken as it is.</summary>
internal sealed class Markup
{
    private const int FirstPicture = 0x2400;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();

    /// <summary>How many letters were written.</summary>
    public int Length => _html.Length;

    /// <summary>Opens an element. An attribute whose value is null is left out; one whose value is empty is written without a value.</summary>
    public Markup Open(string element, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _html.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value is null)
            {
                continue;
            }

            _html.Append(' ').Append(name);
            if (value.Length > 0)
            {
                _html.Append('=');
                _ = value.All(IsPlain) ? _html.Append(value) : _html.Append('"').Append(Encode(value)).Append('"');
            }
        }

        _html.Append('>');
        return this;
    }

    /// <summary>Closes an element.</summary>
    public Markup Close(string element)
    {
        _html.Append("</").Append(element).Append('>');
        return this;
    }

    /// <summary>Text.</summary>
    public Markup Text(string text)
    {
        // Quotes end nothing outside a tag, and JSON is full of them; logs are full of tabulators.
        _html.Append(Encode(text).Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&#x27;", "'", StringComparison.Ordinal).Replace("&#x9;", "\t", StringComparison.Ordinal));
        return this;
    }

    /// <summary>An element that holds text alone.</summary>
    public Markup Element(string element, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(element, attributes).Text(text).Close(element);

    /// <summary>A line's end, for those who read the source.</summary>
    public Markup Line()
    {
        _html.Append('\n');
        return this;
    }

    /// <summary>Markup that this project made: nothing from outside goes through here.</summary>
    public Markup Own(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <inheritdoc />
    public override string ToString() => _html.ToString();

    // What a terminal would act on is shown by its picture.
    private static string Encode(string text) => Encoder.Encode(text.Any(IsControl)
        ? string.Create(text.Length, text, static (shown, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                shown[i] = IsControl(text[i]) ? (char)(FirstPicture + (text[i] == '\x7f' ? 0x21 : text[i] & 0x1f)) : text[i];
            }
        })
        : text);

    private static bool IsControl(char letter) => char.IsControl(letter) && letter is not ('\t' or '\n');

    // What may stand in an attribute without quotes.
    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '#' or ':' or '/';
}
