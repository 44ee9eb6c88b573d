using System.Globalization;
using System.Xml.Linq;
using IstioRegressions.Catalogue;
using IstioRegressions.Reports;
using IstioRegressions.Reports.Html;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Reports.Html;

public sealed class VersionLineTests
{
    // Two minors, each as wide as the other, whatever number of patches it has.
    private static readonly VersionLine Line = new(((string[])["1.5.0", "1.6.0", "1.6.1", "1.6.2", "1.7.0"]).Select(IstioVersion.Parse));

    private static readonly Regression Port = RegressionCatalogue.Default.Get("serviceentry-endpoint-port");

    [Fact]
    public void A_band_reaches_from_the_first_release_of_its_range_to_the_last()
    {
        var drawn = XDocument.Parse(Line.Draw(Port, []));

        Bands(drawn, "af").Should().Equal((8, 60));
        Bands(drawn, "un").Should().Equal((68, 30));
        drawn.Descendants("rect").First(e => (string?)e.Attribute("class") == "af").Value.Should().Be("affected [1.5.0, 1.7.0) (git)");
    }

    [Fact]
    public void A_version_has_its_mark_where_it_is_on_the_line()
    {
        var cells = RunReport.Of([SomeRun.At("", SomeRun.Record("1.6.1")), SomeRun.At("", SomeRun.Record("1.7.0", VerdictKind.Absent))]).Matrix.Cells;

        var marks = XDocument.Parse(Line.Draw(Port, cells)).Descendants("path").ToDictionary(p => p.Attribute("class")!.Value, p => p.Attribute("d")!.Value);

        marks["r"].Should().StartWith("M53 ", "1.6.1 is the middle of three");
        marks["a"].Should().StartWith("M83 ", "1.7.0 is alone in its minor");
    }

    [Fact]
    public void The_words_say_what_the_bands_do() =>
        XDocument.Parse(Line.Draw(Port, [])).Root!.Element("title")!.Value.Should().StartWith("affected [1.5.0, 1.7.0) (git); unaffected [1.7.0, 1.12.0) (git)");

    [Fact]
    public void A_regression_that_the_catalogue_does_not_know_has_no_band() =>
        XDocument.Parse(Line.Draw(null, [])).Descendants("rect").Should().BeEmpty();

    private static IEnumerable<(double X, double Width)> Bands(XDocument drawn, string kind) => drawn.Descendants("rect")
        .Where(e => (string?)e.Attribute("class") == kind).Select(e => (Number(e, "x"), Number(e, "width")));

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
