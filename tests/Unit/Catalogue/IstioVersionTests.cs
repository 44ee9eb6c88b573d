using IstioRegressions.Catalogue;

namespace IstioRegressions.Unit.Catalogue;

public sealed class IstioVersionTests
{
    [Theory]
    [InlineData("1.9.0-alpha.0", "1.9.0-beta.0")]
    [InlineData("1.9.0-beta.2", "1.9.0-rc.0")]
    [InlineData("1.9.0-rc.2", "1.9.0-rc.10")]
    [InlineData("1.9.0-rc.10", "1.9.0")]
    [InlineData("1.6.9", "1.6.10")]
    [InlineData("1.9.9", "1.10.0")]
    [InlineData("0.8.0", "1.0.0")]
    public void An_earlier_version_comes_first(string earlier, string later)
    {
        IstioVersion.Parse(earlier).Should().BeLessThan(IstioVersion.Parse(later));
        (IstioVersion.Parse(later) > IstioVersion.Parse(earlier)).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.6")]
    [InlineData("1.6.0.1")]
    [InlineData("v1.6.0")]
    [InlineData("1.6.x")]
    [InlineData("latest")]
    [InlineData(" 1.6.0")]
    public void What_is_no_version_is_refused_by_its_text(string text)
    {
        var parse = () => IstioVersion.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"'{text}' is not an Istio version*1.6.14*");
    }

    [Fact]
    public void A_version_prints_as_its_tag() => IstioVersion.Parse("1.9.0-rc.1").ToString().Should().Be("1.9.0-rc.1");
}
