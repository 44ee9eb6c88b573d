using IstioRegressions.Catalogue;

namespace IstioRegressions.Unit.Catalogue;

public sealed class ReleaseLineTests
{
    [Theory]
    [InlineData("1.5.0", "1.6.3", "1.5.0, 1.6.0, 1.6.1, 1.6.2, 1.6.3")]
    [InlineData("1.6.5", "1.6.6", "1.6.5, 1.6.6")]
    [InlineData("1.6.13", "1.6.14", "1.6.13, 1.6.14")]
    [InlineData("1.4.0", "1.7.0", "1.4.0, 1.5.0, 1.6.0, 1.7.0")]
    [InlineData("0.7.0", "1.1.1", "0.7.0, 0.8.0, 1.0.0, 1.1.0, 1.1.1")]
    [InlineData("1.18.3", "1.18.5", "1.18.3, 1.18.5")]
    public void A_line_leads_over_the_first_releases_to_the_patches_of_the_last_minor(string from, string to, string releases) =>
        Line(from, to).Said.Should().Be(releases);

    [Theory]
    [InlineData("1.6.14", "1.7.8", "no line leads from 1.6.14 to 1.7.8: *1.6.0, 1.7.0 … 1.7.8 (10 releases) can be walked")]
    [InlineData("1.6.14", "1.7.0", "*; 1.6.0, 1.7.0 can be walked")]
    [InlineData("1.6.0", "1.6.0", "1.6.0 is not before 1.6.0*")]
    [InlineData("1.7.0", "1.6.0", "1.7.0 is not before 1.6.0*")]
    [InlineData("1.6.0", "1.6.15", "there is no release Istio 1.6.15; of 1.6 there are 1.6.0 to 1.6.14")]
    [InlineData("0.8.1", "1.6.0", "there is no release Istio 0.8.1; of 0.8 there are 0.8.0")]
    [InlineData("1.6.0", "1.99.0", "there is no release Istio 1.99.0; of 1.99 there are none")]
    public void Where_there_is_none_it_says_why_and_what_can_be_walked(string from, string to, string whyNot) =>
        Line(from, to).WhyNot.Should().Match(whyNot);

    [Fact]
    public void A_line_between_two_releases_begins_and_ends_with_them_or_is_said_to_be_none()
    {
        var all = ReleaseList.Default.Versions.Where((_, i) => i % 4 == 0).ToList();
        foreach (var (from, to) in all.SelectMany(from => all.Where(to => to > from).Select(to => (from, to))))
        {
            if (ReleaseLine.TryBetween(ReleaseList.Default, from, to, out var line, out var whyNot))
            {
                line.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
                (line[0], line[^1]).Should().Be((from, to));
            }
            else
            {
                whyNot.Should().Contain("can be walked");
            }
        }
    }

    private static (string? Said, string? WhyNot) Line(string from, string to) =>
        ReleaseLine.TryBetween(ReleaseList.Default, IstioVersion.Parse(from), IstioVersion.Parse(to), out var line, out var whyNot)
            ? (string.Join(", ", line), null)
            : (null, whyNot);
}
