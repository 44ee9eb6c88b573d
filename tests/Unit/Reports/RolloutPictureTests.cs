using System.Xml.Linq;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes.Workloads;
using IstioRegressions.Reports;

namespace IstioRegressions.Unit.Reports;

public sealed class RolloutPictureTests
{
    // The sidecar ends a second after the deletion, the application two seconds later.
    private static readonly PodEvent[] WithSidecar =
    [
        new(At(0), "web-1", PodEventKind.Ready), new(At(4), "web-1", PodEventKind.Deleted), new(At(4), "web-1", PodEventKind.SidecarTerminated),
        new(At(5), "web-1", PodEventKind.SidecarExited), new(At(6), "web-1", PodEventKind.EndpointGone),
        new(At(7), "web-1", PodEventKind.ApplicationTerminated), new(At(7), "web-1", PodEventKind.ApplicationExited),
    ];

    private static readonly TrafficReport Load = new(
        At(2), TimeSpan.FromSeconds(8), 10, 100, TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(1), new Dictionary<double, double>(),
        [new(TimeSpan.FromSeconds(3), FailureCause.Reset, 1, null), new(TimeSpan.FromSeconds(4), FailureCause.Refused, 10, null)]);

    [Fact]
    public void Each_pod_has_a_bar_for_its_endpoint_its_sidecar_and_its_application_until_that_ended()
    {
        var bars = Bars(RolloutPicture.Draw(WithSidecar, Load), height: 12);

        bars.Select(Width).Should().SatisfyRespectively(
            endpoint => endpoint.Should().BeApproximately(Length(6), 0.2),
            sidecar => sidecar.Should().BeApproximately(Length(5), 0.2),
            application => application.Should().BeApproximately(Length(7), 0.2));
    }

    [Fact]
    public void Without_a_sidecar_there_is_no_bar_for_one() =>
        Bars(RolloutPicture.Draw([.. WithSidecar.Where(e => e.Kind is not (PodEventKind.SidecarExited or PodEventKind.SidecarTerminated))], Load), height: 12).Should().HaveCount(2);

    [Fact]
    public void Failed_requests_stand_where_they_failed_and_as_tall_as_they_are_many()
    {
        var failures = XDocument.Parse(RolloutPicture.Draw(WithSidecar, Load)).Descendants().Where(e => e.Name.LocalName == "rect" && (double)e.Attribute("width")! == 3).ToList();

        failures.Should().HaveCount(2);
        failures.Select(f => (double)f.Attribute("height")!).Should().Equal(4, 40);
        failures.Select(f => (double)f.Attribute("x")! - 150).Should().SatisfyRespectively(
            first => first.Should().BeApproximately(Length(5), 0.2), then => then.Should().BeApproximately(Length(6), 0.2));
    }

    [Fact]
    public void A_name_from_outside_stays_text() =>
        XDocument.Parse(RolloutPicture.Draw([new(At(0), "<script>", PodEventKind.Ready), new(At(1), "<script>", PodEventKind.Killed)], null))
            .Descendants().Should().NotContain(e => e.Name.LocalName == "script");

    // Ten seconds are as long as the picture is wide between its margins.
    private static double Length(double seconds) => seconds / 10 * (640 - 150 - 24);

    private static double Width(XElement bar) => (double)bar.Attribute("width")!;

    private static List<XElement> Bars(string picture, double height) =>
        [.. XDocument.Parse(picture).Descendants().Where(e => e.Name.LocalName == "rect" && (double)e.Attribute("height")! == height)];

    private static DateTimeOffset At(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);
}
