using IstioRegressions.Catalogue;

namespace IstioRegressions.Unit.Catalogue;

public sealed class RegressionCatalogueTests
{
    private const string Entry = """
        - id: a-bug
          title: Something goes wrong
          upstream: [istio/istio#1]
          needs: [xds, process]
          applies: "[1.0.0, )"
          reported: 1.6.5
          defect: a-defect
          affected: [{ range: "[1.5.0, 1.7.0)", basis: git, outcome: stale }]
          unaffected: [{ range: "[1.7.0, )", basis: measured }, { range: "[1.0.0, 1.4.0)", basis: inferred, push: full }]
        """;

    private const string WithAspect = Entry + """

          aspects:
            - name: under-load
              defect: a-slow-defect
              alike: [a-like-defect]
              affected: [{ range: "[1.7.0, 1.9.0)", basis: inferred }]
              unaffected: [{ range: "[1.9.0, )", basis: inferred }]
        """;

    private static readonly Regression Bug = RegressionCatalogue.Parse("test.yaml", Entry).Get("a-bug");

    [Theory]
    [InlineData("1.6.14", ExpectationKind.Affected, Basis.Git, PushKind.Endpoints)]
    [InlineData("1.7.0", ExpectationKind.Unaffected, Basis.Measured, PushKind.Endpoints)]
    [InlineData("1.3.8", ExpectationKind.Unaffected, Basis.Inferred, PushKind.Full)]
    public void A_version_is_expected_to_do_what_its_range_says(string version, ExpectationKind kind, Basis basis, PushKind push)
    {
        var expectation = Bug.Expect(IstioVersion.Parse(version));

        (expectation.Kind, expectation.Basis, expectation.Push).Should().Be((kind, basis, push));
    }

    [Fact]
    public void Nothing_is_expected_of_a_version_in_neither_list() =>
        Bug.Expect(IstioVersion.Parse("1.4.6")).Kind.Should().Be(ExpectationKind.None);

    [Fact]
    public void Default_versions_are_the_last_affected_release_and_the_first_after_it() =>
        Bug.DefaultVersions(ReleaseList.Default.Versions).Select(v => v.ToString()).Should().Equal("1.6.14", "1.7.0");

    [Fact]
    public void Where_no_release_follows_the_reported_version_stands_in()
    {
        var open = RegressionCatalogue.Parse("test.yaml", Entry.Replace("[1.5.0, 1.7.0)", "[1.5.0, )").Replace("[1.7.0, )", "[0.1.0, 0.2.0)")).Get("a-bug");

        open.DefaultVersions(ReleaseList.Default.Versions).Select(v => v.ToString()).Should().Contain("1.6.5");
    }

    [Fact]
    public void A_behaviour_that_must_hold_is_run_at_the_reported_version()
    {
        var holds = RegressionCatalogue.Parse("test.yaml", Entry.Replace("""[{ range: "[1.5.0, 1.7.0)", basis: git, outcome: stale }]""", "[]")).Get("a-bug");

        holds.DefaultVersions(ReleaseList.Default.Versions).Select(v => v.ToString()).Should().Equal("1.6.5");
    }

    [Fact]
    public void A_reference_that_plays_an_affected_version_has_its_defect()
    {
        var catalogue = RegressionCatalogue.Parse("test.yaml", Entry);

        catalogue.DefectsOf(IstioVersion.Parse("1.6.0")).Should().Equal("a-defect");
        catalogue.DefectsOf(IstioVersion.Parse("1.7.0")).Should().BeEmpty();
    }

    [Fact]
    public void A_reference_has_no_defect_of_a_regression_that_does_not_apply_to_its_version()
    {
        var catalogue = RegressionCatalogue.Parse("test.yaml", Entry.Replace("applies: \"[1.0.0, )\"", "applies: \"[1.6.0, )\""));

        catalogue.DefectsOf(IstioVersion.Parse("1.5.0")).Should().BeEmpty();
        catalogue.DefectsOf(IstioVersion.Parse("1.6.0")).Should().Equal("a-defect");
    }

    [Fact]
    public void A_range_may_have_a_defect_of_its_own_for_a_wrong_outcome_of_its_own()
    {
        var catalogue = RegressionCatalogue.Parse("test.yaml", Entry.Replace(
            "affected: [", """affected: [{ range: "[1.4.0, 1.5.0)", basis: git, outcome: empty, defect: another-defect }, """));

        catalogue.Get("a-bug").Defects.Should().Equal(("another-defect", "empty"), ("a-defect", "stale"));
        catalogue.DefectsOf(IstioVersion.Parse("1.4.6")).Should().Equal("another-defect");
        catalogue.DefectsOf(IstioVersion.Parse("1.6.0")).Should().Equal("a-defect");
    }

    [Fact]
    public void A_behaviour_that_must_hold_may_have_a_defect() =>
        RegressionCatalogue.Parse("test.yaml", Entry.Replace("""[{ range: "[1.5.0, 1.7.0)", basis: git, outcome: stale }]""", "[]"))
            .Get("a-bug").Defects.Should().Equal(("a-defect", null));

    [Fact]
    public void What_some_theories_ask_may_be_expected_of_other_versions()
    {
        var catalogue = RegressionCatalogue.Parse("test.yaml", WithAspect);
        var (bug, underLoad) = (catalogue.Get("a-bug"), catalogue.Get("a-bug").At("under-load"));

        bug.At(null).Should().Be(bug);
        bug.Expect(IstioVersion.Parse("1.8.0")).Kind.Should().Be(ExpectationKind.Unaffected);
        underLoad.Expect(IstioVersion.Parse("1.8.0")).Should().Be(new Expectation(ExpectationKind.Affected, Basis.Inferred));
        underLoad.DefaultVersions(ReleaseList.Default.Versions).Select(v => v.ToString()).Should().Equal("1.8.6", "1.9.0");
        (underLoad.Defects.Single().Defect, underLoad.Alike).Should().BeEquivalentTo(("a-slow-defect", new[] { "a-like-defect" }));
        catalogue.DefectsOf(IstioVersion.Parse("1.8.0")).Should().BeEmpty("how a version is played is what the regression itself says");
    }

    [Fact]
    public void An_unknown_aspect_is_refused_with_those_that_exist()
    {
        var at = () => RegressionCatalogue.Parse("test.yaml", WithAspect).Get("a-bug").At("by-night");

        at.Should().Throw<KeyNotFoundException>().WithMessage("*'a-bug'*'by-night'*under-load*");
    }

    [Fact]
    public void Versions_whose_files_hide_the_wrong_outcome_are_a_range()
    {
        var hidden = RegressionCatalogue.Parse("test.yaml", Entry.Replace("  reported:", "  healedByFiles: \"[1.6.0, 1.6.3)\"\n  reported:")).Get("a-bug");

        hidden.HealedByFiles!.Contains(IstioVersion.Parse("1.6.2")).Should().BeTrue();
        hidden.HealedByFiles.Contains(IstioVersion.Parse("1.6.3")).Should().BeFalse();
        RegressionCatalogue.Parse("test.yaml", Entry).Get("a-bug").HealedByFiles.Should().BeNull();
    }

    [Theory]
    [InlineData("needs: [xds, process]", "needs: [telepathy]", "*test.yaml, entry 'a-bug'*'telepathy' is none of*xds*")]
    [InlineData("basis: git", "basis: rumour", "*'rumour' is none of git, measured, reported, inferred*")]
    [InlineData("[1.5.0, 1.7.0)", "1.5.0 to 1.7.0", "*test.yaml, entry 'a-bug': '1.5.0 to 1.7.0' is not a version range*")]
    [InlineData("title: Something goes wrong", "heading: none", "test.yaml, line 2*heading*")]
    [InlineData("applies: \"[1.0.0, )\"", "", "*the field applies is missing*")]
    [InlineData("reported: 1.6.5", "reported: 1.6", "*'1.6' is not an Istio version*")]
    [InlineData("- id: a-bug", "- id: [a-bug", "test.yaml, line*")]
    [InlineData("title: Something goes wrong", "title: [Something]", "test.yaml, line 2: title is not a text")]
    [InlineData("title: Something goes wrong", "title: ~", "*the field title is missing")]
    [InlineData("title: Something goes wrong", "title: a\n  title: b", "test.yaml, line*")]
    [InlineData("needs: [xds, process]", "needs: xds", "test.yaml, line *: needs is not a list")]
    [InlineData("basis: git", "basis: git, base: git", "test.yaml, line *: there is no field 'base'")]
    [InlineData("reported: 1.6.5", "reported: 1.6.5\n  limit: many", "*limit 'many' is not a number")]
    public void A_wrong_entry_is_one_error_that_names_file_and_place(string right, string wrong, string message)
    {
        var parse = () => RegressionCatalogue.Parse("test.yaml", Entry.Replace(right, wrong));

        parse.Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void An_id_that_stands_twice_is_refused()
    {
        var parse = () => RegressionCatalogue.Parse("test.yaml", Entry + "\n" + Entry);

        parse.Should().Throw<FormatException>().WithMessage("*'a-bug' is listed 2 times*");
    }

    [Fact]
    public void An_unknown_regression_is_refused_with_those_that_exist()
    {
        var get = () => RegressionCatalogue.Default.Get("no-such-bug");

        get.Should().Throw<KeyNotFoundException>().WithMessage("*'no-such-bug'*serviceentry-endpoint-port*");
    }

    [Fact]
    public void No_version_stands_in_both_lists_of_a_regression()
    {
        foreach (var regression in RegressionCatalogue.Default.Regressions.SelectMany(r => (r.Aspects ?? []).Select(a => r.At(a.Name)).Prepend(r)))
        {
            ReleaseList.Default.Versions
                .Where(v => regression.Affected.Count(r => r.Range.Contains(v)) + regression.Unaffected.Count(r => r.Range.Contains(v)) > 1)
                .Should().BeEmpty(regression.Id);
        }
    }
}
