using IstioRegressions.Catalogue;
using IstioRegressions.Cli.Commands;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Catalogue;

public sealed class QuarantineTests
{
    private const string Entry = """
        - regression: crd-count
          environment: native
          link: istio/istio#1
          expires: 2020-01-31
          reason: files come late

        """;

    private static readonly Quarantine Expected = new("istio/istio#1", new DateOnly(2020, 1, 31), "files come late");

    // At the first of January 2020.
    private readonly ManualTime _time = new();

    [Fact]
    public void No_entry_of_this_build_has_expired() =>
        QuarantineList.Default.Overdue(TimeProvider.System).Should().BeEmpty();

    [Fact]
    public void An_entry_that_expired_is_named_with_its_day_and_the_way_out()
    {
        _time.Advance(TimeSpan.FromDays(31));

        Parse(Entry).Overdue(_time).Should().Equal(
            "list.yaml, entry 'crd-count on native': it expired on 2020-01-31: cure the scenario and remove the entry, or look again at istio/istio#1 and give a later date");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void An_entry_holds_until_its_last_day_is_over(int days, bool holds)
    {
        _time.Advance(TimeSpan.FromDays(days));

        Parse(Entry).Of("crd-count", "native", IstioVersion.Parse("1.6.0"), _time).Should().Be(holds ? Expected : null);
    }

    [Theory]
    [InlineData("crd-count", "native", "1.6.0", true)]
    [InlineData("crd-count", "native", null, true)]
    [InlineData("crd-count", "reference", "1.6.0", false)]
    [InlineData("memory-per-endpoint", "native", "1.6.0", false)]
    public void An_entry_is_about_one_regression_on_one_environment(string regression, string environment, string? version, bool holds) =>
        (Of(Parse(Entry), regression, environment, version) is not null).Should().Be(holds);

    [Theory]
    [InlineData("1.5.9", false)]
    [InlineData("1.6.0", true)]
    [InlineData("1.8.0", false)]
    [InlineData(null, false)]
    public void An_entry_with_versions_is_about_no_other_and_no_control(string? version, bool holds) =>
        (Of(Parse(Entry + "  versions: \"[1.6.0, 1.8.0)\"\n"), "crd-count", "native", version) is not null).Should().Be(holds);

    [Theory]
    [InlineData("regression: crd-count", "regression: no-such", "entry 'no-such on native': there is no regression 'no-such'; the catalogue has serviceentry-endpoint-port,*")]
    [InlineData("environment: native", "environment: moon", "entry 'crd-count on moon': environment 'moon' is none of reference, native, k3s, cluster")]
    [InlineData("expires: 2020-01-31", "expires: 2020-02-30", "entry 'crd-count on native': expires '2020-02-30' is no day; write YYYY-MM-DD, for example 2027-01-31")]
    [InlineData("expires: 2020-01-31", "versions: \"[1.6.0, )\"", "entry 'crd-count on native': the field expires is missing")]
    [InlineData("link: istio/istio#1", "versions: \"[1.6.0, )\"", "entry 'crd-count on native': the field link is missing")]
    [InlineData("link: istio/istio#1", "link: someone knows", "entry 'crd-count on native': link 'someone knows' names no issue; write owner/repository#number, or an https address")]
    [InlineData("link: istio/istio#1", "link: http://example.org/1", "entry 'crd-count on native': link 'http://example.org/1' names no issue;*")]
    [InlineData("reason: files come late", "reason: \" \"", "entry 'crd-count on native': the field reason is missing")]
    [InlineData("reason: files come late", "reason: late\n  versions: 1.6", "entry 'crd-count on native': '1.6' is not a version range;*")]
    [InlineData("reason: files come late", "why: late", "line 5: *'why'*")]
    public void A_wrong_entry_is_named_with_what_is_wrong(string right, string wrong, string message)
    {
        var parse = () => Parse(Entry.Replace(right, wrong));

        parse.Should().Throw<FormatException>().WithMessage($"list.yaml, {message}");
    }

    [Fact]
    public void An_entry_may_link_an_address() =>
        Parse(Entry.Replace("istio/istio#1", "https://example.org/issues/1")).Entries.Single().Quarantine.Link.Should().Be("https://example.org/issues/1");

    [Fact]
    public void The_environments_are_those_of_the_settings() =>
        QuarantineYaml.Environments.Should().Equal(Enum.GetNames<MeshEnvironment>().Select(n => n.ToLowerInvariant()));

    [Fact]
    public void List_shows_each_entry_and_which_has_expired()
    {
        var said = new StringWriter();
        _time.Advance(TimeSpan.FromDays(31));

        ListCommand.SayQuarantined(Parse(Entry + Entry.Replace("2020-01-31", "2020-02-01")), _time, said);

        said.ToString().Should().Be(
            """
            quarantined, expired: crd-count on native, until 2020-01-31 (istio/istio#1): files come late
            quarantined: crd-count on native, until 2020-02-01 (istio/istio#1): files come late

            """);
    }

    private Quarantine? Of(QuarantineList list, string regression, string environment, string? version) =>
        list.Of(regression, environment, version is null ? null : IstioVersion.Parse(version), _time);

    private static QuarantineList Parse(string yaml) => QuarantineList.Parse("list.yaml", yaml, RegressionCatalogue.Default);
}
