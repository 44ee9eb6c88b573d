namespace IstioRegressions.Meshes;

/// <summary>A manifest cannot be read, or the control plane refused it; the message names the file and the line or the document.</summary>
/// <param name="file">The manifest, as the scenario named it.</param>
/// <param name="what">What is wrong with it.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class ManifestException(string file, string what, Exception? inner = null) : Exception($"{file}{what}", inner)
{
    /// <summary>The manifest, as the scenario named it.</summary>
    public string File { get; } = file;

    /// <summary>Whether the manifest itself is wrong, or is not there: no control plane was asked.</summary>
    public bool IsOurs { get; init; }
}
