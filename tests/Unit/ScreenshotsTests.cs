using System.Diagnostics;
using System.Runtime.Versioning;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit;

/// <summary>The command that makes the pictures of docs/, with stand-ins for what takes its time: dotnet and chromium.</summary>
[SupportedOSPlatform("linux")]
public sealed class ScreenshotsTests : IDisposable
{
    // Draws a matrix and writes a page, as far as the script looks at either.
    private const string Dotnet = """
        #!/bin/sh
        case "$*" in
          *" report "*) echo "$*" >report.html ;;
          *" matrix "*) mkdir -p "$ISTIO_RUN" && stty size >"$ISTIO_RUN/matrix.svg"; exit 1 ;;
        esac
        """;

    private const string Chromium = """
        #!/bin/sh
        for argument; do case "$argument" in --screenshot=*) cp report.html "${argument#--screenshot=}" ;; esac; done
        """;

    private readonly TempFolder _checkout = new();

    public ScreenshotsTests()
    {
        foreach (var folder in (string[])[".ci", "docs", "programs", "a run"])
        {
            Directory.CreateDirectory(_checkout[folder]);
        }

        File.Copy(Path.Combine(Sources.Folder, ".ci", "screenshots"), _checkout[".ci/screenshots"]);
        _checkout.Write("docs/matrix.svg", "old");
        _checkout.Write("docs/report.png", "old");
        Program("dotnet", Dotnet);
    }

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task It_draws_the_matrix_as_a_terminal_has_it_and_the_report_of_the_runs_that_are_given()
    {
        Program("chromium", Chromium);

        var (code, errors) = await RunAsync("a run");

        (code, errors).Should().Be((0, ""));
        Picture("matrix.svg").Should().Be("50 128\n");
        Picture("report.png").Should().Contain($" report {_checkout["a run"]} --output report.html");
        Directory.EnumerateFileSystemEntries(_checkout["artifacts"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Without_runs_the_report_is_that_of_the_matrix()
    {
        Program("chromium", Chromium);

        await RunAsync();

        Picture("report.png").Should().Contain(" report matrix --output report.html");
    }

    [Theory]
    [InlineData("exit 0", "chromium took no picture of the report: ")]
    [InlineData("echo no display >&2; exit 1", "chromium took no picture of the report: no display")]
    public async Task Where_chromium_takes_no_picture_both_pictures_stay_and_it_says_why(string chromium, string said)
    {
        Program("chromium", $"#!/bin/sh\n{chromium}\n");

        var (code, errors) = await RunAsync();

        (code, errors).Should().Be((1, $".ci/screenshots: {said}\n"));
        (Picture("matrix.svg"), Picture("report.png")).Should().Be(("old", "old"));
        Directory.EnumerateFileSystemEntries(_checkout["artifacts"]).Should().BeEmpty();
    }

    [Fact]
    public async Task Without_chromium_it_is_one_line_before_anything_is_built()
    {
        var (code, errors) = await RunAsync(path: _checkout["programs"]);

        (code, errors).Should().Be((1, ".ci/screenshots: there is no chromium on the PATH; on Debian: apt-get install chromium\n"));
        Directory.Exists(_checkout["artifacts"]).Should().BeFalse();
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        Program("chromium", Chromium);

        (await RunAsync("no-such-run")).Should().Be((1, ".ci/screenshots: no-such-run is no folder of a run; matrix says in its last line where one is\n"));
    }

    private string Picture(string name) => File.ReadAllText(_checkout[Path.Combine("docs", name)]);

    private void Program(string name, string text) => File.SetUnixFileMode(_checkout.Write(Path.Combine("programs", name), text), UnixFileMode.UserRead | UnixFileMode.UserExecute);

    private async Task<(int Code, string Errors)> RunAsync(string? run = null, string? path = null)
    {
        var start = new ProcessStartInfo("/bin/bash", [".ci/screenshots", .. run is null ? Array.Empty<string>() : [run]])
        {
            WorkingDirectory = _checkout.Path, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = path ?? $"{_checkout["programs"]}:{Environment.GetEnvironmentVariable("PATH")}";
        var (code, _, errors) = await Cli.CommandLine.EndAsync(Process.Start(start)!);
        return (code, errors);
    }
}
