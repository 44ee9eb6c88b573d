using System.Globalization;
using System.Xml.Linq;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes.Workloads;
using IstioRegressions.Reports;

namespace IstioRegressions.Unit.Reports;

public sealed class RolloutPictureTests
{
    // The sidecar ends a second after the deletion, the application two seconds later; the picture is ten seconds wide.
    private static readonly PodEvent[] WithSidecar =
    [
        new(At(0), "web-1", PodEventKind.Ready), new(At(4), "web-1", PodEventKind.Deleted), new(At(4), "web-1", PodEventKind.SidecarTerminated),
        new(At(5), "web-1", PodEventKind.SidecarExited), new(At(6), "web-1", PodEventKind.EndpointGone),
        new(At(7), "web-1", PodEventKind.ApplicationTerminated), new(At(8), "web-1", PodEventKind.ApplicationExited),
    ];

    private static readonly PodEvent[] Killed = [new(At(3), "web-2", PodEventKind.Ready), new(At(5), "web-2", PodEventKind.Deleted), new(At(9), "web-2", PodEventKind.Killed)];

    private static readonly TrafficReport Load = new(
        At(2), TimeSpan.FromSeconds(8), 10, 100, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1), new Dictionary<double, double>(),
        [new(TimeSpan.FromSeconds(3), FailureCause.Reset, 1, null), new(TimeSpan.FromSeconds(4), FailureCause.Refused, 10, null)]);

    [Fact]
    public void Each_pod_has_a_bar_for_its_endpoint_its_sidecar_and_its_application_from_when_it_was_ready_until_that_ended() =>
        Bars(RolloutPicture.Draw([.. WithSidecar, .. Killed], Load)).Should().Equal(
            ("web-1 endpoint", 0, 6), ("web-1 sidecar", 0, 5), ("web-1 application", 0, 8), ("web-2 endpoint", 3, 9), ("web-2 sidecar", 3, 9), ("web-2 application", 3, 9));

    [Fact]
    public void A_pod_that_goes_on_has_bars_to_the_end() =>
        Bars(RolloutPicture.Draw([new(At(0), "web-1", PodEventKind.Ready), new(At(4), "web-2", PodEventKind.Ready)], Load))
            .Should().Equal(("web-1 endpoint", 0, 10), ("web-1 application", 0, 10), ("web-2 endpoint", 4, 10), ("web-2 application", 4, 10));

    [Fact]
    public void Without_a_sidecar_there_is_no_bar_for_one() =>
        Bars(RolloutPicture.Draw([.. WithSidecar.Where(e => e.Kind is not (PodEventKind.SidecarExited or PodEventKind.SidecarTerminated))], Load))
            .Select(b => b.Of).Should().Equal("web-1 endpoint", "web-1 application");

    [Fact]
    public void A_mark_on_each_bar_says_when_that_part_was_told_to_end() =>
        Elements(RolloutPicture.Draw(WithSidecar, Load), "path").Select(mark => (mark.Value, Seconds(Start(mark).X), Lane(Start(mark).Y + 2)))
            .Should().Equal(("deleted", 4, 0), ("SIGTERM", 4, 1), ("SIGTERM", 7, 2));

    [Fact]
    public void Failed_requests_stand_where_they_failed_and_as_tall_as_they_are_many()
    {
        var failures = Elements(RolloutPicture.Draw(WithSidecar, Load), "rect").Where(e => Number(e, "width") == 3).ToList();

        failures.Select(f => (f.Value, Seconds(Number(f, "x")), Number(f, "height"))).Should().Equal(("1 Reset", 5, 4), ("10 Refused", 6, 40));
        failures.Select(f => Number(f, "y") + Number(f, "height")).Should().Equal(20 + (3 * 16) + 40, 20 + (3 * 16) + 40);
    }

    [Fact]
    public void The_seconds_stand_below_and_the_title_says_what_is_seen()
    {
        var picture = RolloutPicture.Draw(WithSidecar, Load);

        Elements(picture, "text").TakeLast(5).Select(t => (t.Value, Seconds(Number(t, "x")))).Should().Equal(("0.0 s", 0), ("2.5 s", 2.5), ("5.0 s", 5), ("7.5 s", 7.5), ("10.0 s", 10));
        Elements(picture, "title").First().Value.Should().Be("1 pods in 10.0 s, and the 11 requests that failed");
    }

    [Fact]
    public void Of_many_pods_the_first_twelve_are_drawn_and_all_of_it_has_room()
    {
        var picture = RolloutPicture.Draw([.. Enumerable.Range(1, 20).Select(i => new PodEvent(At(i), $"web-{i}", PodEventKind.Ready))], null);

        Bars(picture).Select(b => b.Of).Distinct().Should().HaveCount(24);
        var height = double.Parse(((string)XDocument.Parse(picture).Root!.Attribute("viewBox")!).Split(' ')[3], CultureInfo.InvariantCulture);
        Elements(picture, "text").Concat(Elements(picture, "rect")).Should().OnlyContain(e => Number(e, "y") < height);
    }

    [Fact]
    public void A_name_from_outside_stays_text() =>
        XDocument.Parse(RolloutPicture.Draw([new(At(0), "<script>", PodEventKind.Ready), new(At(1), "<script>", PodEventKind.Killed)], null))
            .Descendants().Should().NotContain(e => e.Name.LocalName == "script");

    // A bar belongs to the words that stand left of it.
    private static List<(string Of, double From, double Until)> Bars(string picture)
    {
        var words = Elements(picture, "text").Where(t => Number(t, "x") < 150).GroupBy(t => Lane(Number(t, "y") - 10)).ToDictionary(lane => lane.Key, lane => lane.Single().Value);
        return
        [
            .. Elements(picture, "rect").Where(e => Number(e, "height") == 12)
                .Select(e => (words[Lane(Number(e, "y"))], Seconds(Number(e, "x")), Seconds(Number(e, "x") + Number(e, "width")))),
        ];
    }

    // Ten seconds are as long as the picture is wide between its margins.
    private static double Seconds(double x) => Math.Round((x - 150) / (640 - 150 - 24) * 10, 1);

    private static double Lane(double y) => (y - 20) / 16;

    private static (double X, double Y) Start(XElement mark)
    {
        var from = ((string)mark.Attribute("d")!)[1..].Split('v')[0].Split(' ');
        return (double.Parse(from[0], CultureInfo.InvariantCulture), double.Parse(from[1], CultureInfo.InvariantCulture));
    }

    private static double Number(XElement of, string name) => (double)of.Attribute(name)!;

    private static IEnumerable<XElement> Elements(string picture, string name) => XDocument.Parse(picture).Descendants().Where(e => e.Name.LocalName == name);

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
