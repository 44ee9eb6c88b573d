using IstioRegressions.Reference.Pilot;

namespace IstioRegressions.Unit.Reference;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("100ms", 100)]
    [InlineData("10s", 10_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("500us", 0.5)]
    [InlineData("0", 0)]
    public void A_duration_is_its_numbers_with_their_units(string text, double milliseconds)
    {
        GoDuration.TryParse(text, out var duration).Should().BeTrue();

        duration.TotalMilliseconds.Should().BeApproximately(milliseconds, 1e-6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("ms")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    public void What_Go_does_not_take_is_refused(string text) => GoDuration.TryParse(text, out _).Should().BeFalse();
}
