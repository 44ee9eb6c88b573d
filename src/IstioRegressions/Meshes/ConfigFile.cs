using System.Diagnostics;

namespace IstioRegressions.Meshes;

/// <summary>
/// The directory that a pilot reads its configuration from: one file, replaced by a rename, so that a step is one change;
/// and the confirmation that the pilot took it.
/// </summary>
/// <remarks>
/// A pilot logs a file that it refuses and keeps what it has. Of one that it takes it says nothing, but its
/// /debug/configz then gives each object that it created or updated another resource version than before. 1.0 to 1.4 read
/// the directory every 100 ms; later ones watch it, and may miss a change that comes while their watch is being set,
/// which is why the file is touched again while there is no answer.
/// </remarks>
/// <param name="directory">The directory.</param>
/// <param name="scratch">A directory on the same file system, where files are written before they are moved.</param>
/// <param name="pilot">What errors call the pilot.</param>
/// <param name="controlPlane">Its process.</param>
/// <param name="http">What it says over HTTP.</param>
/// <param name="reads">How often it has read the directory, where it is of 0.7 and has no such page; null where it has one.</param>
/// <param name="translate">The words of its version, for the layout of <see cref="ManifestObject.Complete"/>.</param>
/// <param name="acceptWithin">How long it may take.</param>
internal sealed class ConfigFile(string directory, string scratch, string pilot, LocalControlPlane controlPlane, PilotHttp http, ConfigReads? reads, Func<string, string> translate, TimeSpan acceptWithin)
{
    private static readonly TimeSpan TrialWithin = TimeSpan.FromSeconds(30);

    // A refusal may have many lines, and nothing marks the last one.
    private static readonly TimeSpan RestOfRefusal = TimeSpan.FromMilliseconds(20);

    private readonly string _file = Path.Combine(directory, "mesh.yaml");
    private IReadOnlyDictionary<ObjectKey, string> _taken = new Dictionary<ObjectKey, string>();

    /// <summary>Replaces the configuration, and returns when the pilot has it. On an error the one before is put back.</summary>
    /// <param name="manifest">What errors call the step.</param>
    /// <param name="before">The configuration that it has.</param>
    /// <param name="next">The configuration that it is to have.</param>
    /// <param name="changed">The objects that are created, edited or deleted.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ManifestException">The pilot refused it, or did not take all of it.</exception>
    /// <exception cref="MeshException">The pilot is gone.</exception>
    public async Task ReplaceAsync(string manifest, AppliedObjects before, AppliedObjects next, IReadOnlyList<ObjectKey> changed, CancellationToken ct)
    {
        var logged = controlPlane.Log.Count;
        Write(next);
        string? refusal;
        try
        {
            refusal = await RefusalAsync(manifest, next, changed, logged, ct);
        }
        catch
        {
            Write(before);
            throw;
        }

        if (refusal is not null)
        {
            Write(before);
            var document = changed.Count == 1 ? changed[0] : await TryOneByOneAsync(next, changed, ct);
            throw new ManifestException(manifest, $", {document?.ToString() ?? $"one of its {changed.Count} objects"}: refused by {pilot}: {refusal}");
        }
    }

    private async Task<string?> RefusalAsync(string manifest, AppliedObjects next, IReadOnlyList<ObjectKey> changed, long logged, CancellationToken ct)
    {
        string? refusal = null;
        var pending = changed;
        var readBefore = reads?.Count ?? 0;
        var (touched, touchAfter) = (Stopwatch.GetTimestamp(), TimeSpan.FromSeconds(1));
        try
        {
            await Polling.UntilAsync($"{pilot} has taken {manifest}", acceptWithin, AskAsync, () => "", ct);
        }
        catch (TimeoutException e)
        {
            throw new ManifestException(
                manifest,
                $": {pilot} has not taken {string.Join(", ", pending.Take(3))} within {acceptWithin.TotalSeconds:0.#} s and logged nothing against it; does it read that apiVersion and kind?",
                e);
        }

        return refusal;

        async Task<bool> AskAsync(CancellationToken ct)
        {
            if (PilotRefusal.Of(_file, controlPlane.Log.Since(logged)) is not null)
            {
                await Polling.PauseAsync(RestOfRefusal, TimeProvider.System, ct);
                refusal = PilotRefusal.Of(_file, controlPlane.Log.Since(logged));
                return true;
            }

            if (controlPlane.Ended.IsCompleted)
            {
                throw new MeshException($"{pilot} is not there to take {manifest}: it {await controlPlane.Ended}");
            }

            if (reads is not null)
            {
                return reads.IsTakenSince(readBefore);
            }

            if (await http.ConfigurationAsync(ct) is { } listed)
            {
                pending = [.. pending.Where(key => !IsTaken(key, next, listed))];
                if (pending.Count == 0)
                {
                    _taken = listed;
                    return true;
                }
            }

            if (Stopwatch.GetElapsedTime(touched) > touchAfter)
            {
                (touched, touchAfter) = (Stopwatch.GetTimestamp(), touchAfter * 2);
                File.SetLastWriteTimeUtc(_file, TimeProvider.System.GetUtcNow().UtcDateTime);
            }

            return false;
        }
    }

    private bool IsTaken(ObjectKey key, AppliedObjects next, IReadOnlyDictionary<ObjectKey, string> listed) => next.Has(key)
        ? listed.TryGetValue(key, out var version) && !string.Equals(version, _taken.GetValueOrDefault(key), StringComparison.Ordinal)
        : !listed.ContainsKey(key);

    /// <summary>
    /// Which object is refused: each is tried as a file of its own, all in one folder that is moved in and out again. The
    /// pilot then names the file, and as it refuses one, it takes none.
    /// </summary>
    private async Task<ObjectKey?> TryOneByOneAsync(AppliedObjects next, IReadOnlyList<ObjectKey> changed, CancellationToken ct)
    {
        var (prepared, trial) = (Path.Combine(scratch, "trial"), Path.Combine(directory, "trial"));
        Directory.CreateDirectory(prepared);
        var files = changed.Where(next.Has).Select((key, i) => (Key: key, Path: Path.Combine(trial, $"{i:D6}.yaml"))).ToList();
        foreach (var (key, path) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(prepared, Path.GetFileName(path)), translate(next.YamlOf(key)), ct);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TrialWithin);
        Directory.Move(prepared, trial);
        try
        {
            var line = await controlPlane.Log.WaitForAsync(l => files.Exists(f => PilotRefusal.Names(l, f.Path)), limit.Token);
            return files.Find(f => PilotRefusal.Names(line, f.Path)).Key;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            Directory.Move(trial, prepared);
            Directory.Delete(prepared, recursive: true);
        }
    }

    private void Write(AppliedObjects objects)
    {
        var written = Path.Combine(scratch, "next.yaml");
        File.WriteAllText(written, translate(objects.Yaml));
        File.Move(written, _file, overwrite: true);
    }
}
