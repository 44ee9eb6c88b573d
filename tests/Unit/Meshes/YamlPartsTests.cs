using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class YamlPartsTests
{
    [Fact]
    public void A_part_begins_at_a_document_marker_and_knows_the_lines_before_it() =>
        Parts("a: 1\n---\nb: 1\n\n---\nc: 1\n").Should().Equal(("a: 1\n", 0), ("---\nb: 1\n\n", 1), ("---\nc: 1\n", 4));

    [Fact]
    public void Dashes_that_are_not_followed_by_space_are_no_marker() =>
        Parts("a: |\n  x\n---y: 1\n--- # two\nb: 1\n---").Should().Equal(("a: |\n  x\n---y: 1\n", 0), ("--- # two\nb: 1\n", 3), ("---", 5));

    [Fact]
    public void A_text_with_a_directive_is_one_part() =>
        Parts("%YAML 1.2\n---\na: 1\n---\nb: 1\n").Should().HaveCount(1);

    [Fact]
    public void The_first_part_that_is_wrong_is_the_error()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(i => $"---\na: {i}\n"));

        var read = () => YamlParts.Read(text, (part, linesBefore) => linesBefore >= 40 ? throw new FormatException($"line {linesBefore}") : part);

        read.Should().Throw<FormatException>().WithMessage("line 40");
    }

    private static IEnumerable<(string, int)> Parts(string text) => YamlParts.Read(text, (part, linesBefore) => (part, linesBefore));
}
