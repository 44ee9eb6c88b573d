using IstioRegressions.Load;

namespace IstioRegressions.Unit.Load;

public sealed class SoakLimitTests
{
    [Theory]
    [InlineData("90s", 90.0, null)]
    [InlineData("10m", 600.0, null)]
    [InlineData("2h", 7200.0, null)]
    [InlineData("200", null, 200)]
    public void It_is_a_time_or_a_number_of_rounds(string text, double? seconds, int? rounds)
    {
        var limit = SoakLimit.Parse(text);

        limit.Should().Be(new SoakLimit(seconds is { } s ? TimeSpan.FromSeconds(s) : null, rounds));
        SoakLimit.Parse($"{limit}").Should().Be(limit, "it is told to another process as it is read");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0s")]
    [InlineData("m")]
    [InlineData("-1")]
    [InlineData("1d")]
    [InlineData("1.5h")]
    [InlineData("10001")]
    [InlineData("169h")]
    [InlineData("99999999999")]
    public void Anything_else_is_none(string text) => SoakLimit.Parse(text).Should().BeNull();
}
