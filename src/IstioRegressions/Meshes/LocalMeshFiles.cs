using System.Diagnostics;
using System.Globalization;

namespace IstioRegressions.Meshes;

/// <summary>The files of a local mesh: what its pilot reads, what it writes, and the evidence that is kept of it.</summary>
internal sealed class LocalMeshFiles : IAsyncDisposable
{
    private readonly string _directory;
    private readonly string _evidence;

    public LocalMeshFiles(string directory, MeshRequest request)
    {
        (_directory, _evidence) = (directory, request.EvidenceFolder);
        Config = Directory.CreateDirectory(Path.Combine(directory, "config")).FullName;
        Scratch = Directory.CreateDirectory(Path.Combine(directory, "scratch")).FullName;
        MeshConfig = Path.Combine(directory, "mesh.yaml");
        File.WriteAllText(MeshConfig, request.MutualTls ? "enableTracing: false\nauthPolicy: MUTUAL_TLS\n" : "enableTracing: false\n");
        Log = new ProcessLog(Path.Combine(directory, "pilot.log"));
    }

    /// <summary>The directory of the configuration, empty at first: several versions hang at their start on a large one.</summary>
    public string Config { get; }

    /// <summary>A directory for files in the making, and the pilot's working directory.</summary>
    public string Scratch { get; }

    /// <summary>The mesh config.</summary>
    public string MeshConfig { get; }

    /// <summary>The pilot's log.</summary>
    public ProcessLog Log { get; }

    /// <summary>A manifest of the regression's folder.</summary>
    /// <exception cref="ManifestException">There is no such file; the message names those that there are.</exception>
    public static async Task<Manifest> ReadAsync(string folder, string file, CancellationToken ct)
    {
        var path = Path.Combine(folder, file);
        if (File.Exists(path))
        {
            return new Manifest(file, await File.ReadAllTextAsync(path, ct));
        }

        var there = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.yaml") : [];
        var names = string.Join(", ", there.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        throw new ManifestException(file, $": there is no such manifest in {folder}, which has {names}") { IsOurs = true };
    }

    /// <summary>Keeps the command that is run.</summary>
    public void Describe(string pilot, ProcessStartInfo command)
    {
        var variables = PilotCommandLine.Environment.Keys.Select(name => $"{name}={command.Environment[name]}");
        var arguments = command.ArgumentList.Select(a => a.Length == 0 ? "\"\"" : a);
        File.WriteAllText(Path.Combine(_directory, "pilot.command"), $"# {pilot}\n{string.Join(' ', [.. variables, command.FileName, .. arguments])}\n");
    }

    /// <summary>Keeps what was measured of the pilot.</summary>
    public void Record(ControlPlane controlPlane) => Record(controlPlane, _directory);

    /// <summary>Writes what was measured of a control plane: its memory, and how it ended.</summary>
    public static void Record(ControlPlane controlPlane, string folder)
    {
        File.WriteAllLines(
            Path.Combine(folder, "pilot.memory.csv"),
            ["at,resident_bytes", .. controlPlane.Samples.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.At:O},{s.ResidentBytes}"))]);
        File.WriteAllLines(Path.Combine(folder, "pilot.exits"), controlPlane.Exits.Select(e => $"{e.At:O} after {e.Ran.TotalSeconds:0.###} s: {e}"));
    }

    /// <summary>Moves the evidence to its folder and removes the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        Directory.CreateDirectory(_evidence);
        foreach (var file in Directory.EnumerateFiles(_directory, "pilot.*"))
        {
            File.Move(file, Path.Combine(_evidence, Path.GetFileName(file)), overwrite: true);
        }

        Directory.Delete(_directory, recursive: true);
    }
}
