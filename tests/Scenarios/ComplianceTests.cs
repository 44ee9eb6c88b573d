using System.Reflection;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

/// <summary>Holds the catalogue, the scenarios, the manifests and the reference's defects together.</summary>
public sealed class ComplianceTests
{
    // Regressions whose needs the reference lacks: no control proves that their scenarios can tell.
    private static readonly string[] NotProvedOnTheReference = ["crd-count", "endpoints-without-pod"];

    private static readonly ILookup<string, Type> Scenarios = typeof(ComplianceTests).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Scenario)) && !type.IsAbstract)
        .ToLookup(type => type.GetCustomAttribute<RegressionAttribute>()?.Id ?? type.Name);

    private static IEnumerable<Regression> WithAspects =>
        RegressionCatalogue.Default.Regressions.SelectMany(r => (r.Aspects ?? []).Select(a => r.At(a.Name)).Prepend(r));

    private static IEnumerable<string> Ids => RegressionCatalogue.Default.Regressions.Select(r => r.Id);

    [Fact]
    public void Every_regression_has_one_scenario_and_every_scenario_a_regression() =>
        Scenarios.ToDictionary(g => g.Key, g => g.Count()).Should().BeEquivalentTo(Ids.ToDictionary(id => id, _ => 1));

    [Fact]
    public void Every_scenario_has_a_theory_over_versions() =>
        Scenarios.SelectMany(g => g).Should().OnlyContain(type => type.GetMethods().Any(m => m.GetCustomAttribute<IstioVersionsAttribute>() != null));

    [Fact]
    public void Every_aspect_that_a_theory_asks_for_is_one_of_its_regression() =>
        Scenarios.SelectMany(g => g.SelectMany(type => type.GetMethods()).Select(m => (Id: g.Key, m.GetCustomAttribute<IstioVersionsAttribute>()?.Aspect)))
            .Where(x => x.Aspect is not null && RegressionCatalogue.Default.Get(x.Id).Aspects!.All(a => a.Name != x.Aspect))
            .Should().BeEmpty();

    [Fact]
    public void Every_regression_of_a_mesh_has_a_folder_of_manifests_and_every_folder_a_regression()
    {
        var folders = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "fixtures-yaml")).GetDirectories();

        folders.Select(f => f.Name).Should().BeEquivalentTo(
            RegressionCatalogue.Default.Regressions.Where(r => !r.Needs.HasFlag(Capabilities.Release)).Select(r => r.Id));
        folders.Should().OnlyContain(f => f.GetFiles("*.yaml").Length > 0);
    }

    [Fact]
    public void Every_regression_is_proved_by_a_control_or_is_listed_as_not_proved() =>
        RegressionCatalogue.Default.Regressions.Where(r => Control.Of(r).Count == 0).Select(r => r.Id)
            .Should().BeEquivalentTo(NotProvedOnTheReference);

    [Fact]
    public void Every_wrong_outcome_that_the_catalogue_names_is_one_that_a_control_must_see()
    {
        foreach (var regression in WithAspects.Where(r => Control.Of(r).Count > 0))
        {
            Control.Of(regression).Where(c => c.Expected == VerdictKind.Reproduced).Select(c => c.Outcome).Distinct()
                .Should().BeEquivalentTo(regression.Affected.Select(a => a.Outcome).DefaultIfEmpty().Distinct(), regression.Id);
        }
    }

    [Fact]
    public void Every_defect_of_the_catalogue_is_one_that_the_reference_has() =>
        WithAspects.SelectMany(r => r.Defects.Select(d => d.Defect).Concat(r.Alike ?? []))
            .Should().BeSubsetOf(ReferenceDefects.All.Keys);

    [Fact]
    public void The_default_versions_of_every_regression_include_one_before_and_one_after_each_fix()
    {
        var releases = ReleaseList.Default.Versions.ToList();

        WithAspects.SelectMany(r => r.Affected.Select(a => (Regression: r, Affected: a)))
            .Where(x => releases.Any(x.Affected.Range.IsBefore))
            .Should().OnlyContain(x =>
                x.Regression.DefaultVersions(releases).Any(x.Affected.Range.Contains)
                && x.Regression.DefaultVersions(releases).Any(x.Affected.Range.IsBefore));
    }
}
