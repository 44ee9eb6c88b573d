namespace IstioRegressions.Unit;

/// <summary>A merge that was left half done compiles well in YAML, Markdown and pictures.</summary>
public sealed class ConflictMarkerTests
{
    // Made by builds and runs, or git's own; what remains is what is tracked, also where there is no git.
    private static readonly string[] NotTracked = [".git", "bin", "obj", "artifacts", "TestResults"];

    private static readonly string[] Markers = [new string('<', 7) + ' ', new string('>', 7) + ' '];

    [Fact]
    public void No_file_has_one()
    {
        var files = Files(new DirectoryInfo(Sources.Folder)).ToList();

        files.Should().HaveCountGreaterThan(500, "all of the checkout is searched");
        files.Where(file => File.ReadLines(file.FullName).Any(IsMarker)).Select(file => file.FullName).Should().BeEmpty();
    }

    [Theory]
    [InlineData('<', " HEAD", true)]
    [InlineData('=', "", true)]
    [InlineData('>', " main", true)]
    [InlineData('=', "=", false)]
    [InlineData('<', "", false)]
    public void A_marker_is_a_line_that_begins_as_git_writes_it(char sign, string rest, bool marker) =>
        IsMarker(new string(sign, 7) + rest).Should().Be(marker);

    private static bool IsMarker(string line) =>
        line == new string('=', 7) || Markers.Any(marker => line.StartsWith(marker, StringComparison.Ordinal));

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles(),
        .. folder.EnumerateDirectories().Where(d => !NotTracked.Contains(d.Name) && d.LinkTarget is null).SelectMany(Files),
    ];
}
