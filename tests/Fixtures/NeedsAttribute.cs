using IstioRegressions.Catalogue;

namespace IstioRegressions.Fixtures;

/// <summary>What one theory needs where that is not what its regression needs: of two theories, the published steps need Kubernetes and no observer, say.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute(Capabilities capabilities) : Attribute
{
    public Capabilities Capabilities { get; } = capabilities;
}
