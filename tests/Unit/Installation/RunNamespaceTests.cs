using System.Text.RegularExpressions;
using IstioRegressions.Catalogue;
using IstioRegressions.Installation;

namespace IstioRegressions.Unit.Installation;

public sealed class RunNamespaceTests
{
    private static readonly string[] Runs = ["20261121T175418Z-4684", "", "Nightly 7!", "ä", new('x', 300), "a-b", "a b"];

    [Fact]
    public void A_name_is_a_DNS_label_of_its_own_for_every_run_regression_and_release()
    {
        var names = Runs.SelectMany(run => RegressionCatalogue.Default.Regressions.SelectMany(regression =>
            ReleaseList.Default.Versions.Select(version => RunNamespace.Name(run, regression.Id, version)))).ToList();

        names.Should().OnlyContain(n => n.Length <= 57 && Regex.IsMatch(n, "^[a-z]([-a-z0-9]*[a-z0-9])?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        names.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void It_says_what_it_is_for_and_is_the_same_each_time()
    {
        var name = RunNamespace.Name("run", "serviceentry-endpoint-port", IstioVersion.Parse("1.6.14"));

        name.Should().StartWith("ir-serviceentry-endpoint-port-1-6-14-").And.Be(RunNamespace.Name("run", "serviceentry-endpoint-port", IstioVersion.Parse("1.6.14")));
        RunNamespace.GenerateName("run", "serviceentry-endpoint-port", IstioVersion.Parse("1.6.14")).Should().Be(name + "-").And.HaveLength(name.Length + 1);
    }

    [Fact]
    public void A_regression_with_a_long_or_odd_name_has_a_name_too()
    {
        var version = IstioVersion.Parse("1.6.14");
        var names = new[] { new string('r', 200), new string('r', 201), "--", "Über.all", "" }.Select(r => RunNamespace.Name("run", r, version)).ToList();

        names.Should().OnlyHaveUniqueItems().And.OnlyContain(n => n.Length <= 57 && Regex.IsMatch(n, "^[a-z]([-a-z0-9]*[a-z0-9])$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_label_of_a_run_is_valid_and_its_own()
    {
        var labels = Runs.Select(RunNamespace.Label).ToList();

        labels.Should().OnlyHaveUniqueItems().And.OnlyContain(l => l.Length <= 63 && Regex.IsMatch(l, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        RunNamespace.Label("a-b").Should().Be("a-b");
    }
}
