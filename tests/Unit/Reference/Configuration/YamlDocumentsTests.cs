using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Unit.Reference.Configuration;

public sealed class YamlDocumentsTests
{
    [Fact]
    public void Documents_know_the_line_they_start_on()
    {
        var documents = YamlDocuments.Read("a: 1\n---\n\nb:\n  - x\n---\n");

        documents.Select(d => d.Line).Should().Equal(1, 4);
        documents[1]["b"]!.Elements![0].Line.Should().Be(5);
    }

    [Fact]
    public void An_alias_is_what_its_anchor_stands_on()
    {
        var document = YamlDocuments.Read("a: &labels { app: test }\nb: *labels\n")[0];

        document["b"]!["app"]!.Text.Should().Be("test");
    }

    [Theory]
    [InlineData("a: 1\nb: [1\n", 3)]
    [InlineData("a: 1\nb: [c-d\ne: f\n", 3)]
    [InlineData("a: 1\nb: 2\na: 3\n", 3)]
    [InlineData("a: *nowhere\n", 1)]
    public void What_is_not_YAML_is_an_error_with_its_line(string text, int line)
    {
        var read = () => YamlDocuments.Read(text);

        read.Should().Throw<InvalidConfigurationException>().Which.Line.Should().Be(line);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1.0")]
    [InlineData("8080")]
    public void Unquoted_words_and_numbers_are_no_text(string value)
    {
        var read = () => YamlDocuments.Read($"version: {value}")[0]["version"]!.AsText("version");

        read.Should().Throw<InvalidConfigurationException>().WithMessage($"*write \"{value}\"*");
    }

    [Theory]
    [InlineData("\"true\"", "true")]
    [InlineData("2.2.2.2", "2.2.2.2")]
    [InlineData("v1", "v1")]
    public void Quoted_words_and_names_are_text(string value, string text) =>
        YamlDocuments.Read($"version: {value}")[0]["version"]!.AsText("version").Should().Be(text);
}
