namespace IstioRegressions.Distributions;

/// <summary>Takes one file out of the layers of an image.</summary>
internal static class ImageExtraction
{
    /// <summary>Writes the content of a file; all layers are read and checked before its first byte.</summary>
    /// <param name="name">What errors call the image.</param>
    /// <param name="layers">The layers, the lowest first.</param>
    /// <param name="path">The file in the image.</param>
    /// <param name="destination">Where its content goes.</param>
    /// <param name="limits">What is too much.</param>
    /// <param name="reading">Told before each layer how many were read.</param>
    /// <param name="ct">Ends the work.</param>
    /// <exception cref="ImageException">A layer is damaged or not what was pinned, or the image has no such file.</exception>
    public static async Task CopyFileAsync(
        string name, IReadOnlyList<LayerArchive> layers, string path, Stream destination, ImageLimits limits, Action<int> reading, CancellationToken ct)
    {
        var tree = new ImageTree(name, limits);
        for (var i = 0; i < layers.Count; i++)
        {
            reading(i);
            tree.Apply(i, await layers[i].ReadAsync(ct));
        }

        var (layer, entry) = tree.Find(path);
        if (entry.Length > limits.FileBytes)
        {
            throw new ImageException($"{path} of {name} has {entry.Length} bytes; {limits.FileBytes} are allowed");
        }

        await layers[layer].CopyAsync(entry, destination, ct);
    }
}
