namespace IstioRegressions.Unit.Routing.States;

/// <summary>A directory with what one pilot reads; it goes when the recording is done.</summary>
internal sealed class PilotFiles : IDisposable
{
    public PilotFiles(string manifest)
    {
        Directory.CreateDirectory(Config);
        File.Copy(manifest, Path.Combine(Config, Path.GetFileName(manifest)));
        File.WriteAllText(MeshConfig, "enableTracing: false\n");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("istio-record").FullName;

    public string Config => Path.Combine(Folder, "config");

    public string MeshConfig => Path.Combine(Folder, "mesh.yaml");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
