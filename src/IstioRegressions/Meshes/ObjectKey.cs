namespace IstioRegressions.Meshes;

/// <summary>What names an object: its kind, namespace and name.</summary>
internal readonly record struct ObjectKey(string Kind, string Namespace, string Name)
{
    /// <summary>1.0 to 1.4 say "service-entry" for a ServiceEntry.</summary>
    private string Plain => Kind.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    public bool Equals(ObjectKey other) => (Plain, Namespace, Name) == (other.Plain, other.Namespace, other.Name);

    public override int GetHashCode() => HashCode.Combine(Plain, Namespace, Name);

    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
