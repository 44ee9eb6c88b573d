using System.Globalization;
using System.Text;
using System.Xml.Linq;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Reports.Html;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Reports.Html;

public sealed class SoakPartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_round_stands_over_its_number_as_high_as_its_application_took_to_be_reachable()
    {
        var drawing = Drawings(Part([0.5, 2, 1], []))[0];

        Texts(drawing).Should().BeEquivalentTo("2 s", "3 rounds", "until an application is reachable");
        Line(drawing).Should().Equal((1.0 / 3, 0.25), (2.0 / 3, 1), (1, 0.5));
    }

    [Fact]
    public void The_memory_of_the_control_plane_stands_over_the_time_since_the_first_sample()
    {
        var drawing = Drawings(Part([1, 1], [(10, 20), (30, 40), (50, 10)]))[1];

        Texts(drawing).Should().BeEquivalentTo("40 MiB", "40 s", "memory of the control plane");
        Line(drawing).Should().Equal((0, 0.5), (0.5, 1), (1, 0.25));
    }

    [Fact]
    public void One_round_is_counted_and_makes_no_line()
    {
        var part = Part([1], [(0, 20)]);

        part.Name.Should().Be("soak");
        part.Html.Should().Contain("<dt>rounds").And.MatchRegex("<dd>1(</dd>)?");
        Drawings(part).Should().BeEmpty();
    }

    private EvidencePart Part(IEnumerable<double> reachableAfter, IEnumerable<(double Seconds, long MiB)> memory)
    {
        var soak = new SoakReport();
        foreach (var seconds in reachableAfter)
        {
            soak.Add(TimeSpan.FromSeconds(seconds));
        }

        _folder.Write("soak.json", Encoding.UTF8.GetString(soak.ToJson(memory.Select(m => new MemorySample(DateTimeOffset.UnixEpoch.AddSeconds(m.Seconds), m.MiB << 20)))));
        return LoadPart.Read(new EvidenceFolder(_folder.Path)).Single();
    }

    private static List<XElement> Drawings(EvidencePart part) =>
        [.. part.Html.Split("<svg ").Skip(1).Select(svg => XElement.Parse($"<svg {svg[..svg.IndexOf("</svg>", StringComparison.Ordinal)]}</svg>"))];

    private static IEnumerable<string> Texts(XElement drawing) => drawing.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value);

    // How far along between the axis and the margin, and how high of the highest, to a hundredth.
    private static IEnumerable<(double Along, double High)> Line(XElement drawing) =>
        ((string)drawing.Descendants().Single(e => e.Name.LocalName == "polyline").Attribute("points")!).Split(' ')
            .Select(point => point.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToList())
            .Select(at => (Thirds((at[0] - 70) / (640 - 70 - 16)), Thirds((150 - 30 - at[1]) / (150 - 18 - 30))));

    private static double Thirds(double part) => Math.Round(part * 12) / 12 is var twelfth && Math.Abs(twelfth - part) < 0.002 ? twelfth : part;
}
