using IstioRegressions.Reports;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Verdicts;

public sealed class HeapGrowthTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public void Linear_growth_has_no_quadratic_share() =>
        Growth(20, 30, 50).QuadraticShare.Should().BeApproximately(0, 0.001);

    [Fact]
    public void Growth_by_the_square_alone_has_the_whole_share() =>
        Growth(1, 4, 16).QuadraticShare.Should().BeApproximately(1, 0.001);

    [Theory]
    [InlineData(52, 156, 536, 0.89)]
    [InlineData(40, 61, 130, 0.75)]
    public void What_was_measured_on_real_pilots_has_the_share_that_was_reckoned_by_hand(int one, int two, int four, double share) =>
        Growth(one, two, four).QuadraticShare.Should().BeApproximately(share, 0.01);

    [Fact]
    public void A_constant_does_not_change_the_share() =>
        Growth(101, 104, 116).QuadraticShare.Should().BeApproximately(Growth(1, 4, 16).QuadraticShare, 0.001);

    [Fact]
    public void The_fit_goes_through_the_samples()
    {
        var growth = Growth(40, 61, 130);

        growth.Samples.Should().AllSatisfy(s => growth.At(s.Hosts).Should().BeApproximately(s.HeapBytes, 1));
    }

    [Fact]
    public void Bytes_an_endpoint_are_the_growth_over_the_endpoints_added() =>
        Growth(10, 20, 40).BytesPerEndpoint.Should().BeApproximately(30.0 * MiB / 7500, 0.01);

    [Fact]
    public void The_bytes_of_the_square_do_not_depend_on_the_constant() =>
        Growth(1, 4, 16).QuadraticBytes.Should().BePositive().And.BeApproximately(Growth(101, 104, 116).QuadraticBytes, 1);

    [Fact]
    public void A_heap_that_does_not_grow_has_no_share() => Growth(10, 10, 10).QuadraticShare.Should().Be(double.NaN);

    [Fact]
    public void Samples_in_another_proportion_are_refused()
    {
        var fit = () => new HeapGrowth([new(250, 1, 1), new(500, 2, 2), new(750, 3, 3)], 10);

        fit.Should().Throw<ArgumentException>().WithMessage("*N, 2N and 4N*250, 500, 750*");
    }

    [Fact]
    public void The_picture_shows_every_sample_and_is_well_formed()
    {
        var svg = System.Xml.Linq.XDocument.Parse(HeapGrowthPicture.Draw(Growth(40, 61, 130)));

        svg.Descendants().Count(e => e.Name.LocalName == "circle").Should().Be(3);
        svg.Root!.Value.Should().Contain("130 MiB").And.Contain("0.75");
    }

    private static HeapGrowth Growth(long one, long two, long four) =>
        new([new(250, one * MiB, 0), new(500, two * MiB, 0), new(1000, four * MiB, 0)], endpointsPerHost: 10);
}
