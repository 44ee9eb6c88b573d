using IstioRegressions.Catalogue;

namespace IstioRegressions.Fixtures;

/// <summary>What one theory needs beyond what its regression needs: the published steps that need Kubernetes, say.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsAttribute(Capabilities capabilities) : Attribute
{
    public Capabilities Capabilities { get; } = capabilities;
}
