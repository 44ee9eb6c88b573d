using IstioRegressions.Load.Traffic;

namespace IstioRegressions.Unit.Load.Traffic;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1000)]
    [InlineData(123_456)]
    [InlineData(30_000_000)]
    [InlineData(86_400_000_000)]
    public void A_time_is_found_again_and_no_more_than_one_percent_too_long(long microseconds)
    {
        var histogram = new LatencyHistogram();

        histogram.Add(TimeSpan.FromMicroseconds(microseconds));

        histogram.At(0.5).TotalMicroseconds.Should().BeInRange(microseconds, microseconds * 1.01);
    }

    [Fact]
    public void A_percentile_is_what_so_many_did_not_exceed()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 100; i++)
        {
            histogram.Add(TimeSpan.FromMicroseconds(i));
        }

        histogram.At(0.5).TotalMicroseconds.Should().Be(50);
        histogram.At(0.99).TotalMicroseconds.Should().Be(99);
        histogram.At(1).TotalMicroseconds.Should().Be(100);
    }

    [Fact]
    public void What_is_longer_than_a_month_counts_as_that()
    {
        var histogram = new LatencyHistogram();

        histogram.Add(TimeSpan.MaxValue);

        histogram.At(1).Should().BeGreaterThan(TimeSpan.FromHours(1));
    }

    [Fact]
    public void Of_nothing_every_percentile_is_nothing() => new LatencyHistogram().At(0.99).Should().Be(TimeSpan.Zero);
}
