using System.Formats.Tar;

namespace IstioRegressions.Distributions;

/// <summary>
/// One entry of a layer. Names are data: they find their place in an <see cref="ImageTree"/>, and never become a path of
/// this machine.
/// </summary>
/// <param name="Ordinal">Which entry of its archive this is, from 0.</param>
/// <param name="Type">What it is.</param>
/// <param name="Name">Its path as the archive writes it.</param>
/// <param name="Link">What a symbolic or hard link refers to.</param>
/// <param name="Length">The bytes of its content.</param>
/// <param name="Offset">Where its content begins in a seekable archive; -1 elsewhere.</param>
/// <param name="Sparse">Whether the archive holds the content with its holes left out.</param>
internal sealed record LayerEntry(int Ordinal, TarEntryType Type, string Name, string Link, long Length, long Offset, bool Sparse)
{
    /// <summary>Whether it has a place in the file system, and is no note to the reader of the archive.</summary>
    public bool IsFile => Type is not (TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes
        or TarEntryType.TapeVolume or TarEntryType.MultiVolume or TarEntryType.RenamedOrSymlinked or TarEntryType.DirectoryList);

    /// <summary>Whether it is a regular file, in any of the ways to write one.</summary>
    public bool IsRegular => Type is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;

    public static LayerEntry From(TarEntry entry, int ordinal) => new(
        ordinal,
        entry.EntryType,
        entry.Name,
        entry.LinkName,
        entry.Length,
        entry.DataOffset,
        entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(k => k.StartsWith("GNU.sparse.", StringComparison.Ordinal)));
}
