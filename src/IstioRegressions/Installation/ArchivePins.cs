using System.Text;
using IstioRegressions.Distributions;

namespace IstioRegressions.Installation;

/// <summary>
/// The sums of archives that nobody published one of, taken at the first download: a file that <c>sha256sum --check</c>
/// reads. Whoever writes one in beforehand has it hold for that archive.
/// </summary>
/// <param name="file">The file; one that does not exist has no sums in it.</param>
internal sealed class ArchivePins(string file)
{
    private const string Header = "# The sha256 of archives of Istio that were published without one, as they were at the first download.\n";

    /// <summary>The sum of an archive; null where it is not pinned.</summary>
    /// <exception cref="InstallationException">The file cannot be read, or names the archive twice.</exception>
    public Digest? Find(string archive)
    {
        var found = ArchiveChecksum.Lines(Text()).Where(l => l.Name == archive).Select(l => l.Digest).Distinct().ToList();
        return found.Count < 2 ? found.FirstOrDefault() : throw new InstallationException($"{file} has {found.Count} sums for {archive}; keep the right one");
    }

    /// <summary>Adds the sum of an archive.</summary>
    /// <exception cref="InstallationException">The file cannot be written.</exception>
    public async Task AddAsync(string archive, Digest digest, CancellationToken ct)
    {
        var lines = ArchiveChecksum.Lines(Text()).Append((Digest: digest, Name: archive)).Distinct()
            .Select(l => $"{l.Digest.Hex}  {l.Name}\n").Order(StringComparer.Ordinal);
        var partial = file + ".partial";
        try
        {
            await File.WriteAllTextAsync(partial, Header + string.Concat(lines), new UTF8Encoding(false), ct);
            File.Move(partial, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"{file} cannot be written, and {archive} is to be pinned in it: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }

    private string Text()
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"{file} cannot be read: {e.Message}", e);
        }
    }
}
