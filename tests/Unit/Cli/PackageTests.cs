using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Cli;

/// <summary>
/// The tool as a package: what is in it, whether it is the same wherever it is built, and whether it works where there is no
/// checkout. Run by dotnet test tests/Unit --settings tests/package.runsettings.
/// </summary>
[Trait("Scale", "Package")]
public sealed class PackageTests(PackedTool packed) : IClassFixture<PackedTool>
{
    [Fact]
    public void It_is_the_same_byte_for_byte_from_two_paths()
    {
        var (one, other) = (Entries(packed.Package), Entries(packed.Other));

        other.Keys.Should().Equal(one.Keys);
        one.Keys.Where(name => !one[name].SequenceEqual(other[name])).Should().BeEmpty();
        SHA256.HashData(File.ReadAllBytes(packed.Other)).Should().Equal(SHA256.HashData(File.ReadAllBytes(packed.Package)));
    }

    [Fact]
    public void It_names_no_folder_of_the_machine_that_built_it()
    {
        string[] folders = [packed.Folder, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/"];

        Entries(packed.Package)
            .Where(e => folders.Any(f => e.Value.AsSpan().IndexOf(Encoding.UTF8.GetBytes(f)) >= 0 || e.Value.AsSpan().IndexOf(Encoding.Unicode.GetBytes(f)) >= 0))
            .Select(e => e.Key).Should().BeEmpty();
    }

    [Fact]
    public void Its_bill_of_materials_has_each_package_whose_files_it_carries_by_its_digest()
    {
        var entries = Entries(packed.Package);
        var bill = JsonNode.Parse(entries["istio-regressions.cdx.json"])!;

        (bill["bomFormat"]!.GetValue<string>(), bill["specVersion"]!.GetValue<string>()).Should().Be(("CycloneDX", "1.5"));
        var carried = entries.Where(e => e.Key.EndsWith(".deps.json", StringComparison.Ordinal)).SelectMany(e => Packages(JsonNode.Parse(e.Value)!)).Distinct().ToList();
        carried.Should().HaveCountGreaterThan(10);
        var components = bill["components"]!.AsArray().ToDictionary(c => $"{c!["name"]}/{c["version"]}", c => c!["hashes"]![0]!["content"]!.GetValue<string>());
        // Neither is in a deps.json: an adapter that is copied, and an analyzer.
        components.Keys.Should().BeEquivalentTo(carried.Concat(components.Keys.Where(k => k.StartsWith("xunit.runner.visualstudio/", StringComparison.Ordinal) || k.StartsWith("xunit.analyzers/", StringComparison.Ordinal))));
        components.Should().OnlyContain(c => c.Value == Digest(c.Key));
    }

    [Fact]
    public async Task Installed_it_judges_where_there_is_no_checkout_and_leaves_its_records_in_the_current_directory()
    {
        var (tool, elsewhere) = (Path.Combine(packed.Folder, "tool"), Directory.CreateDirectory(Path.Combine(packed.Folder, "elsewhere")));
        var sources = Path.Combine(packed.Folder, "nuget.config");
        await File.WriteAllTextAsync(sources, $"<configuration><packageSources><clear /><add key=\"local\" value=\"{Path.GetDirectoryName(packed.Package)}\" /></packageSources></configuration>");

        await PackedTool.RunAsync(0, elsewhere.FullName, "dotnet", "tool", "install", "istio-regressions", "--tool-path", tool, "--configfile", sources);
        var program = Path.Combine(tool, "istio-regressions");
        var said = await PackedTool.RunAsync(1, elsewhere.FullName, program, "verdict", "--regression", "serviceentry-endpoint-port", "--versions", "1.6.14");
        var report = await PackedTool.RunAsync(0, elsewhere.FullName, program, "report", "artifacts", "--output", "run.md");

        said.Should().Contain("serviceentry-endpoint-port at 1.6.14 (reference): reproduced ✓").And.Contain("evidence: artifacts/");
        report.Should().StartWith("run.md: 1 cells");
        new RunFolder(Path.Combine(elsewhere.FullName, "artifacts")).ReadAll().Single().Record.Verdict!.Kind.Should().Be(VerdictKind.Reproduced);
        (await PackedTool.RunAsync(0, elsewhere.FullName, program, "list")).Should().Contain("memory-per-endpoint");
    }

    private static IEnumerable<string> Packages(JsonNode deps) =>
        deps["libraries"]!.AsObject().Where(l => l.Value!["type"]!.GetValue<string>() == "package").Select(l => l.Key);

    private static string Digest(string package)
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var name = package.ToLowerInvariant();
        return Convert.ToHexStringLower(SHA512.HashData(File.ReadAllBytes(Path.Combine(cache, name, $"{name.Replace('/', '.')}.nupkg"))));
    }

    private static SortedDictionary<string, byte[]> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries)
        {
            using var content = entry.Open();
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            entries.Add(entry.FullName, bytes.ToArray());
        }

        return entries;
    }
}
