using Xunit.Abstractions;
using Xunit.Sdk;

namespace IstioRegressions.Fixtures;

/// <summary>Tells xUnit the trait of a <see cref="RegressionAttribute"/>.</summary>
public sealed class RegressionTrait : ITraitDiscoverer
{
    public IEnumerable<KeyValuePair<string, string>> GetTraits(IAttributeInfo traitAttribute) =>
        [new("Regression", (string)traitAttribute.GetConstructorArguments().Single())];
}
