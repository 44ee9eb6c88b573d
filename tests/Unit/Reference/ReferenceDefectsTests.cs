using System.Text.RegularExpressions;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Reference.Pilot;

namespace IstioRegressions.Unit.Reference;

public sealed partial class ReferenceDefectsTests
{
    [Fact]
    public void Every_defect_of_the_catalogue_is_one_of_the_reference() =>
        RegressionCatalogue.Default.Regressions.SelectMany(r => r.Defects).Select(d => d.Defect)
            .Should().BeSubsetOf(ReferenceDefects.All.Keys);

    [Fact]
    public void Every_defect_changes_a_decision_of_the_pilot() =>
        ReferenceDefects.All.Keys.Except(ReferenceDefects.OfSidecars).Should().OnlyContain(name => !Behaviour.With(new HashSet<string> { name }).Equals(Behaviour.Sound));

    [Fact]
    public void The_code_that_serves_knows_no_version_and_no_regression()
    {
        var folder = Path.Combine(Sources.Folder, "src", "IstioRegressions.Reference");
        var ids = RegressionCatalogue.Default.Regressions.Select(r => r.Id).ToList();

        var leaks = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(folder, f).StartsWith("obj", StringComparison.Ordinal) && Path.GetFileName(f) != "PilotCommandLine.cs")
            .SelectMany(f => File.ReadLines(f).Select(line => (File: Path.GetFileName(f), Line: WithoutComment(line))))
            .Where(l => VersionLiteral().IsMatch(l.Line) || l.Line.Contains("IstioRegressions.Catalogue") || l.Line.Contains("\"istio-version")
                || ids.Exists(l.Line.Contains));

        leaks.Should().BeEmpty();
    }

    private static string WithoutComment(string line)
    {
        var comment = line.IndexOf("//", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }

    // X.Y.Z anywhere (but no address), or X.Y as a whole text.
    [GeneratedRegex(@"(?<![\d.])[01]\.\d{1,2}\.\d{1,2}(?![\d.])|""1\.\d{1,2}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionLiteral();
}
