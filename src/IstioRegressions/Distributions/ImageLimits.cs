namespace IstioRegressions.Distributions;

/// <summary>How large an image may be before it is refused: what keeps a hostile one from filling memory or disk.</summary>
public sealed record ImageLimits
{
    /// <summary>Bytes of a manifest, an index or a configuration. 4 MiB is what the OCI distribution specification asks registries to accept.</summary>
    public int DocumentBytes { get; init; } = 4 << 20;

    /// <summary>Layers of one image.</summary>
    public int Layers { get; init; } = 256;

    /// <summary>Bytes of one layer as it is fetched.</summary>
    public long LayerBytes { get; init; } = 2L << 30;

    /// <summary>Bytes of one layer after it is decompressed.</summary>
    public long UnpackedBytes { get; init; } = 8L << 30;

    /// <summary>Bytes of the file that is asked for.</summary>
    public long FileBytes { get; init; } = 1L << 30;

    /// <summary>Files and directories of all layers together.</summary>
    public int Entries { get; init; } = 1_000_000;
}
