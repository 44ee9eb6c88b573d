using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IstioRegressions.Meshes;

/// <summary>
/// The events of a YAML text. YamlDotNet's scanner fails on some texts, such as a list in brackets that the next key ends,
/// with an exception that is no <see cref="YamlException"/> and names no place; here it is one, at the place that it had come to.
/// </summary>
/// <param name="text">The text.</param>
internal sealed class YamlEvents(string text) : IParser
{
    private readonly Scanner _scanner = new(new StringReader(text));
    private Parser? _parser;

    /// <inheritdoc />
    public ParsingEvent? Current => _parser?.Current;

    /// <inheritdoc />
    /// <exception cref="YamlException">The text is no YAML from here on.</exception>
    public bool MoveNext()
    {
        try
        {
            return (_parser ??= new Parser(_scanner)).MoveNext();
        }
        catch (InvalidOperationException)
        {
            throw new SyntaxErrorException(_scanner.CurrentPosition, _scanner.CurrentPosition, "what stands here cannot follow what is before it");
        }
    }
}
