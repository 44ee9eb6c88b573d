using System.Formats.Tar;
using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Installation;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Installation;

public sealed class ImageArchivesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Of_a_directory_all_are_taken_but_those_of_other_releases()
    {
        Save("pilot-1.6.14.tar", "istio/pilot:1.6.14");
        Save("pilot-1.8.0.tar", "istio/pilot:1.8.0");
        Save("both.tar", "istio/pilot:1.8.0", "istio/proxyv2:1.6.14");
        Save("nginx.tar", "nginx:1.27.3");
        Save("untagged.tar");

        Of(_folder.Path).Should().Equal("both.tar", "nginx.tar", "pilot-1.6.14.tar", "untagged.tar");
    }

    [Fact]
    public void One_archive_is_taken_whatever_it_holds()
    {
        Save("pilot-1.8.0.tar", "istio/pilot:1.8.0");

        Of(_folder["pilot-1.8.0.tar"]).Should().Equal("pilot-1.8.0.tar");
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string?> Of(string path) => ImageArchives.Of(path, IstioVersion.Parse("1.6.14")).Select(Path.GetFileName);

    private void Save(string file, params string[] tags)
    {
        using var writer = new TarWriter(File.Create(_folder[file]));
        var json = $$"""[{ "Config": "c.json", "RepoTags": {{(tags.Length == 0 ? "null" : $"[{string.Join(',', tags.Select(t => $"\"{t}\""))}]")}}, "Layers": [] }]""";
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(json)) });
    }
}
