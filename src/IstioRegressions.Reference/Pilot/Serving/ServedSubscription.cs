namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>What a connection asked for of one type, was sent, and acknowledged.</summary>
internal sealed class ServedSubscription(ServedType type)
{
    public ServedType Type => type;

    /// <summary>The type URL that the client uses; empty until it asked.</summary>
    public string TypeUrl { get; set; } = "";

    /// <summary>The resources that are watched; clusters and listeners are watched by a wildcard, without names.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    public string NonceSent { get; set; } = "";

    public string NonceAcked { get; set; } = "";

    public string VersionSent { get; set; } = "";

    /// <summary>Whether a request waits for its answer.</summary>
    public bool IsDue { get; set; }

    public bool IsWildcard => type == ServedType.Clusters || type == ServedType.Listeners;

    /// <summary>Whether a push has anything to send.</summary>
    public bool IsWatched => TypeUrl.Length > 0 && (IsWildcard || Names.Count > 0);
}
