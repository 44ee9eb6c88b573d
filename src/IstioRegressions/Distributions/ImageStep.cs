namespace IstioRegressions.Distributions;

/// <summary>What is being done for an image.</summary>
public enum ImageStep
{
    /// <summary>Another process works on the same content; its result is awaited.</summary>
    Waiting,

    /// <summary>The manifest is being read.</summary>
    Resolving,

    /// <summary>A blob is being fetched; <see cref="ImageProgress.Done"/> and <see cref="ImageProgress.Total"/> are its bytes.</summary>
    Fetching,

    /// <summary>A request failed and will be repeated; <see cref="ImageProgress.Detail"/> says why and when.</summary>
    Retrying,

    /// <summary>Layers are being read for the file that was asked for; Done and Total count layers.</summary>
    Unpacking,

    /// <summary>The image, or the file of it, is there.</summary>
    Ready,
}
