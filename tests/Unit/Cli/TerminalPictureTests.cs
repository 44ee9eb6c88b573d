using System.Globalization;
using System.Xml.Linq;
using IstioRegressions.Catalogue;
using IstioRegressions.Cli;
using Spectre.Console;

namespace IstioRegressions.Unit.Cli;

public sealed class TerminalPictureTests
{
    private static readonly Style Good = new(Color.Green, decoration: Decoration.Bold);

    [Fact]
    public void Each_text_stands_where_the_terminal_has_it_in_its_colour()
    {
        var shown = new Rows(new Paragraph("a-bug   ").Append("R✓", Good).Append(" ").Append("·", new Style(Color.Grey)), new Text("  below"));

        var texts = Texts(TerminalPicture.Draw("matrix", shown, [], 80));

        var (left, letter) = (texts[1].X, texts[1].Length / "a-bug".Length);
        texts.Skip(1).Select(t => (t.Value, Math.Round((t.X - left) / letter), t.Colour, t.IsBold)).Should().Equal(
            ("a-bug", 0, null, false), ("R✓", 8, "#7ee787", true), ("·", 11, "#8b949e", false), ("below", 2, null, false));
        texts[4].Y.Should().BeGreaterThan(texts[3].Y).And.Be(texts[1].Y + texts[4].Y - texts[3].Y);
    }

    [Fact]
    public void Words_that_are_further_apart_than_a_space_keep_their_distance()
    {
        var texts = Texts(TerminalPicture.Draw("t", new Text("  R seen  A not"), [], 80));

        var letter = texts[1].Length / "R seen".Length;
        texts.Skip(1).Select(t => (t.Value, Math.Round((t.X - texts[1].X) / letter))).Should().Equal(("R seen", 0), ("A not", 8));
    }

    [Fact]
    public void A_line_that_is_longer_than_the_terminal_is_wide_goes_on_in_the_next() =>
        Texts(TerminalPicture.Draw("t", Text.Empty, ["12345678901", "<&>"], 5)).Select(t => t.Value).Should().Equal("t", "12345", "67890", "1", "<&>");

    [Fact]
    public void What_no_picture_can_hold_is_a_blank_in_it() =>
        Texts(TerminalPicture.Draw("t", Text.Empty, ["a\u001b[31mb\u0000c"], 80)).Select(t => t.Value).Last().Should().Be("a [31mb c");

    [Fact]
    public void All_of_it_has_room()
    {
        var picture = TerminalPicture.Draw("t", new Text("first"), Enumerable.Repeat(new string('x', 100), 30), 100);

        var size = ((string)XDocument.Parse(picture).Root!.Attribute("viewBox")!).Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToList();
        Texts(picture).Should().OnlyContain(t => t.Y < size[3] && t.X + t.Length < size[2]).And.HaveCount(32);
    }

    [Fact]
    public void The_picture_of_the_readme_shows_every_regression_of_the_catalogue() =>
        Texts(File.ReadAllText(Path.Combine(Sources.Folder, "docs", "matrix.svg"))).Select(t => t.Value)
            .Should().Contain(RegressionCatalogue.Default.Regressions.Select(r => r.Id), ".ci/screenshots draws it again");

    private static List<(string Value, double X, double Y, double Length, string? Colour, bool IsBold)> Texts(string picture) =>
    [
        .. XDocument.Parse(picture).Descendants().Where(e => e.Name.LocalName == "text").Select(e => (
            e.Value, Number(e, "x"), Number(e, "y"), Number(e, "textLength"), (string?)e.Attribute("fill"), (string?)e.Attribute("font-weight") == "bold")),
    ];

    private static double Number(XElement of, string name) => double.TryParse((string?)of.Attribute(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
