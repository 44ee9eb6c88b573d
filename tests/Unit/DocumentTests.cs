using System.Text.RegularExpressions;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit;

/// <summary>What our documents point to is there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents { get; } = new(Directory.EnumerateFiles(Sources.Folder, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Sources.Folder, file)).Where(file => !MadeByRuns().IsMatch(file)));

    private static readonly Lazy<ILookup<string, string>> Tests = new(() =>
        Directory.EnumerateFiles(Path.Combine(Sources.Folder, "tests"), "*.cs", SearchOption.AllDirectories).ToLookup(file => Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [InlineData("docs/RELIABILITY.md", 25)]
    [InlineData("SECURITY.md", 10)]
    public void A_promise_names_a_test_that_exists(string document, int promises)
    {
        var named = Test().Matches(File.ReadAllText(Path.Combine(Sources.Folder, document))).Select(m => (Class: m.Groups[1].Value, Test: m.Groups[2].Value)).ToList();

        named.Should().HaveCountGreaterThan(promises);
        named.Where(n => !Exists(n.Class, n.Test)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Documents))]
    public void A_link_leads_to_a_file(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Sources.Folder, document))!;
        var links = Link().Matches(File.ReadAllText(Path.Combine(Sources.Folder, document))).Select(m => m.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal));

        links.Where(link => !Path.Exists(Path.Combine(folder, link))).Should().BeEmpty();
    }

    [Fact]
    public void Each_defect_of_the_reference_is_described()
    {
        var described = File.ReadAllText(Path.Combine(Sources.Folder, "docs/reference-pilot.md"));

        ReferenceDefects.All.Keys.Where(defect => !described.Contains($"`{defect}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static bool Exists(string type, string test) => Tests.Value[type].Any(file => File.ReadAllText(file).Contains($" {test}(", StringComparison.Ordinal));

    [GeneratedRegex(@"`(?<type>\w+)\.(?<test>\w+_\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Test();

    [GeneratedRegex(@"\]\((?<link>[^)#\s]+)[^)]*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"(^|/)(bin|obj|artifacts|TestResults|\.git)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MadeByRuns();
}
