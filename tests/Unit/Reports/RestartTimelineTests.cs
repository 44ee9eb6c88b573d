using System.Text.Json;
using System.Xml.Linq;
using IstioRegressions.Reports;

namespace IstioRegressions.Unit.Reports;

public sealed class RestartTimelineTests
{
    // Runs 0 to 2 and 3 to 5, both ended; the third start is waited for.
    private static readonly RestartTimeline Line = new([At(0), At(3)], [At(2), At(5)], [new(At(2), At(4)), new(At(5), null)], At(10));

    [Fact]
    public void Runs_and_waits_alternate_until_the_end()
    {
        Line.Runs.Should().Equal((At(0), At(2)), (At(3), At(5)));
        Line.BackOffs.Should().Equal((At(2), At(3)), (At(5), At(10)));
        Line.Unavailable.Should().Be(TimeSpan.FromSeconds(7), "the last outage goes on until the end");
    }

    [Fact]
    public void One_that_still_runs_runs_until_the_end()
    {
        var line = Line with { Starts = [At(0), At(3), At(6)] };

        line.Runs.Should().EndWith([(At(6), At(10))]);
        line.BackOffs.Should().EndWith([(At(5), At(6))]);
    }

    [Fact]
    public void Its_evidence_says_the_same_in_JSON()
    {
        using var json = JsonDocument.Parse(Line.ToJson());

        json.RootElement.GetProperty("unavailableSeconds").GetDouble().Should().Be(7);
        json.RootElement.GetProperty("runs").GetArrayLength().Should().Be(2);
        json.RootElement.GetProperty("backOffs")[1].GetProperty("totalSeconds").GetDouble().Should().Be(5);
    }

    [Fact]
    public void Its_picture_has_a_bar_for_each_span_within_its_frame()
    {
        var picture = XDocument.Parse(RestartTimelinePicture.Draw(Line));

        var bars = picture.Descendants().Where(e => e.Name.LocalName == "rect").ToList();
        bars.Should().HaveCount(2 + 2 + 2);
        bars.Should().OnlyContain(b => (double)b.Attribute("x")! >= 0 && (double)b.Attribute("x")! + (double)b.Attribute("width")! <= 640);
    }

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
