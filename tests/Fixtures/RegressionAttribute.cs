using Xunit.Sdk;

namespace IstioRegressions.Fixtures;

/// <summary>Names the regression that a scenario reproduces. It is also the trait: <c>--filter Regression=ID</c>.</summary>
[TraitDiscoverer("IstioRegressions.Fixtures.RegressionTrait", "IstioRegressions.Fixtures")]
[AttributeUsage(AttributeTargets.Class)]
public sealed class RegressionAttribute(string id) : Attribute, ITraitAttribute
{
    public string Id { get; } = id;
}
