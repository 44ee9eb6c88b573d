using IstioRegressions.Cli.Diagnosis;
using IstioRegressions.Meshes;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Cli;

public sealed class DoctorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_lock_file_that_is_none_is_a_finding()
    {
        var file = _folder.Write("images.lock", "just words");

        var finding = Doctor.Look(new Settings { Images = new() { Lock = file } }).Single(f => f.Environment == "native");

        finding.Ok.Should().BeFalse();
        finding.Found.Should().StartWith($"{file}, line 1: 'just words' does not belong there");
        finding.Remedy.Should().Contain("--lock FILE");
    }

    [Theory]
    [InlineData(null, false, "ISTIO_RELEASE is not set")]
    [InlineData("no-such", false, "*no-such does not exist")]
    [InlineData("istio-{version}", true, "1 versions: 1.1.17")]
    [InlineData("istio-1.1.17", true, "*istio-1.1.17")]
    public void The_files_of_releases_are_looked_for(string? release, bool ok, string found)
    {
        Directory.CreateDirectory(_folder["istio-1.1.17"]);

        var finding = Doctor.Look(new Settings { Release = release is null ? null : _folder[release] }).Single(f => f.Environment.StartsWith("native, for crd-count"));

        (finding.Ok, finding.Found).Should().Match<(bool Ok, string Found)>(f => f.Ok == ok);
        finding.Found.Should().Match(found);
    }
}
