using System.Reflection;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using Xunit.Sdk;

namespace IstioRegressions.Fixtures;

/// <summary>
/// The rows of a scenario: the versions of <c>ISTIO_VERSIONS</c>, or where it is not set the regression's default
/// versions and, on the reference, its controls.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IstioVersionsAttribute : DataAttribute
{
    /// <summary>The aspect of the regression that the theory asks for; null for what the regression itself says.</summary>
    public string? Aspect { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        var id = testMethod.ReflectedType?.GetCustomAttribute<RegressionAttribute>()?.Id
            ?? throw new InvalidOperationException($"{testMethod.ReflectedType} has no [Regression(\"id\")]; a scenario names its regression");
        var regression = RegressionCatalogue.Default.Get(id).At(Aspect);
        var settings = Settings.Current;
        return Rows(regression, settings).Select(row => new object[] { row });
    }

    private IEnumerable<IstioRow> Rows(Regression regression, Settings settings)
    {
        var releases = ReleaseList.Default.Versions;
        foreach (var version in settings.Versions is { Count: > 0 } asked ? asked : regression.DefaultVersions(releases))
        {
            yield return new IstioRow(regression.Id, version, aspect: Aspect);
        }

        if (settings.Versions.Count == 0 && settings.Environment == MeshEnvironment.Reference)
        {
            foreach (var control in Control.Of(regression))
            {
                yield return new IstioRow(regression.Id, regression.Reported, control.Name, Aspect);
            }
        }
    }
}
