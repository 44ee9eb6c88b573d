using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ReferenceProgramTests : IDisposable
{
    private static readonly DateTime Compiled = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reference-program-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_native_program_is_taken_where_the_build_made_one()
    {
        var native = Given("native/istio-reference", Compiled.AddMinutes(1));
        Given("IstioRegressions.Reference.dll", Compiled);

        ReferenceProgram.NativeIn(_folder.FullName).Should().Be(native);
    }

    [Theory]
    [InlineData("IstioRegressions.Reference.dll")]
    [InlineData("IstioRegressions.dll")]
    public void A_native_program_of_older_sources_is_not_taken(string changed)
    {
        Given("native/istio-reference", Compiled.AddMinutes(1));
        Given("IstioRegressions.Reference.dll", Compiled);
        Given("IstioRegressions.dll", Compiled);
        Given(changed, Compiled.AddMinutes(2));

        ReferenceProgram.NativeIn(_folder.FullName).Should().BeNull();
    }

    [Fact]
    public void A_native_program_that_lost_its_mode_is_not_taken()
    {
        var native = Given("native/istio-reference", Compiled.AddMinutes(1));
        Given("IstioRegressions.Reference.dll", Compiled);
        File.SetUnixFileMode(native, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        ReferenceProgram.NativeIn(_folder.FullName).Should().BeNull();
    }

    [Fact]
    public void Without_a_native_program_the_assembly_is_started()
    {
        Given("IstioRegressions.Reference.dll", Compiled);

        ReferenceProgram.NativeIn(_folder.FullName).Should().BeNull();
    }

    private string Given(string name, DateTime written)
    {
        var file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(file, written);
        return file;
    }
}
