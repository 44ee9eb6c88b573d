namespace IstioRegressions.Installation;

/// <summary>What an archive was verified by.</summary>
public enum ArchiveTrust
{
    /// <summary>The sum that was published beside it.</summary>
    Published,

    /// <summary>The sum in the file of pins.</summary>
    Pinned,

    /// <summary>Nothing: no sum was published, and what came was pinned.</summary>
    FirstDownload,
}
