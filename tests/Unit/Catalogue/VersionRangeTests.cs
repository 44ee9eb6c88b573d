using IstioRegressions.Catalogue;

namespace IstioRegressions.Unit.Catalogue;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("[1.5.0, 1.7.0)", "1.5.0", true)]
    [InlineData("[1.5.0, 1.7.0)", "1.6.14", true)]
    [InlineData("[1.5.0, 1.7.0)", "1.7.0", false)]
    [InlineData("[1.5.0, 1.7.0)", "1.4.10", false)]
    [InlineData("[1.5.0, 1.7.0)", "1.7.0-beta.1", true)]
    [InlineData("[1.7.0, )", "1.30.0", true)]
    [InlineData("[1.7.0, )", "1.7.0-rc.1", false)]
    [InlineData("[1.6.6, 1.6.6]", "1.6.6", true)]
    [InlineData("[1.6.6, 1.6.6]", "1.6.7", false)]
    public void A_range_holds_what_lies_in_its_interval(string range, string version, bool inside) =>
        VersionRange.Parse(range).Contains(IstioVersion.Parse(version)).Should().Be(inside);

    [Theory]
    [InlineData("1.5.0")]
    [InlineData("[1.5.0")]
    [InlineData("[1.7.0, 1.5.0)")]
    [InlineData("[1.*, )")]
    [InlineData("")]
    public void What_is_no_interval_is_refused_by_its_text(string text)
    {
        var parse = () => VersionRange.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"'{text}' is not a version range*");
    }

    [Theory]
    [InlineData("[1.5.0, 1.7.0)", "1.7.0", true)]
    [InlineData("[1.5.0, 1.7.0]", "1.7.0", false)]
    [InlineData("[1.5.0, )", "1.30.0", false)]
    public void A_range_is_before_a_version_that_all_of_it_precedes(string range, string version, bool before) =>
        VersionRange.Parse(range).IsBefore(IstioVersion.Parse(version)).Should().Be(before);

    [Fact]
    public void A_range_prints_as_it_is_written() => VersionRange.Parse("[1.5.0,1.7.0)").ToString().Should().Be("[1.5.0, 1.7.0)");
}
