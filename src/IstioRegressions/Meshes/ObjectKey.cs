namespace IstioRegressions.Meshes;

/// <summary>What names an object: its kind, namespace and name.</summary>
internal readonly record struct ObjectKey(string Kind, string Namespace, string Name)
{
    /// <summary>1.0 to 1.4 say "service-entry" for a ServiceEntry, and "policy" for what is a PeerAuthentication later.</summary>
    private string Plain => Kind.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() is var kind && kind == EarlyKinds.Policy ? "peerauthentication" : kind;

    public bool Equals(ObjectKey other) => (Plain, Namespace, Name) == (other.Plain, other.Namespace, other.Name);

    public override int GetHashCode() => HashCode.Combine(Plain, Namespace, Name);

    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
