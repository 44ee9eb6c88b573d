using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

/// <summary>The command in a record repeats the run that the record is of.</summary>
public sealed class RepeatCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("repeat-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_is_repeated_by_verdict() =>
        CommandOf(nameof(MemoryPerEndpoint.Memory_grows_with_the_hosts_and_not_with_their_square), Native)
            .Should().Be("istio-regressions verdict --regression memory-per-endpoint --versions 1.6.14 --environment native --pilot '/pilots/{version}'");

    [Fact]
    public void A_run_at_the_published_scale_is_repeated_by_the_test_that_verdict_leaves_out() =>
        CommandOf(nameof(MemoryPerEndpoint.Memory_at_5000_hosts_is_in_proportion_to_1250), Native)
            .Should().Be("ISTIO_VERSIONS=1.6.14 ISTIO_ENVIRONMENT=native ISTIO_PILOT='/pilots/{version}' dotnet test tests/Scenarios "
                + "--settings tests/published.runsettings --filter \"FullyQualifiedName~.Memory_at_5000_hosts_is_in_proportion_to_1250\"");

    [Fact]
    public void A_run_out_of_an_image_is_repeated_with_the_same_images() =>
        CommandOf(nameof(MemoryPerEndpoint.Memory_grows_with_the_hosts_and_not_with_their_square), Native with { Pilot = null, Images = Native.Images with { Hub = "hub.example/istio", Lock = "/pins" } })
            .Should().EndWith("--environment native --hub hub.example/istio --lock '/pins'");

    [Fact]
    public void A_control_is_repeated_by_its_test() =>
        CommandOf(nameof(MemoryPerEndpoint.Memory_grows_with_the_hosts_and_not_with_their_square), new Settings(), "with-no-defect")
            .Should().Be("dotnet test tests/Scenarios --filter \"FullyQualifiedName~.Memory_grows_with_the_hosts_and_not_with_their_square&DisplayName~control:with-no-defect\"");

    private static Settings Native => new() { Environment = MeshEnvironment.Native, Pilot = "/pilots/{version}" };

    private string CommandOf(string theory, Settings settings, string? control = null)
    {
        var row = new IstioRow("memory-per-endpoint", IstioVersion.Parse("1.6.14"), control);
        var run = new ScenarioRun(row, settings with { Artifacts = _folder.FullName }, typeof(MemoryPerEndpoint).GetMethod(theory)!);
        run.WriteNotRun("only its command is of interest");
        return RunFolder.Read(Path.Combine(run.Folder, RunFolder.RecordFile)).Command;
    }
}
