using System.Diagnostics;
using IstioRegressions.Distributions;
using IstioRegressions.Unit.Distributions;

namespace IstioRegressions.Unit.Cli;

/// <summary>
/// A real <c>git bisect run</c> as docs/bisecting.md describes it, over commits of a pilot that is a script: the reference,
/// with the defect or without.
/// </summary>
[Trait("Scale", "Commands")]
public sealed class GitBisectTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("git-bisect-");
    private int _commits;

    private string Repository => Path.Combine(_folder.FullName, "repository");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task It_names_the_commit_that_brought_the_regression_and_skips_one_that_does_not_start()
    {
        Tool.SkipWithout("git");
        Directory.CreateDirectory(Repository);
        await GitAsync("init", "--quiet");
        await CommitAsync("the release", Pilot(""));
        await CommitAsync("a feature", Pilot("") + "# a feature\n");
        await CommitAsync("does not start", "#!/bin/sh\nexit 7\n");
        await CommitAsync("works again", Pilot(""));
        await CommitAsync("the culprit", Pilot("endpoint-port-from-service"));
        await CommitAsync("another feature", Pilot("endpoint-port-from-service") + "# another feature\n");

        // The script stands outside of the repository: git checks out another tree under it at every step.
        var script = Path.Combine(_folder.FullName, "judge.sh");
        await File.WriteAllTextAsync(script, $"""
            cp pilot.sh pilot && chmod +x pilot || exit 125
            exec '{DotNetHost.File}' exec '{CommandLine.Program}' verdict --regression serviceentry-endpoint-port --versions 1.6.0 --pilot ./pilot
            """);
        await GitAsync("bisect", "start", "--term-old=right", "--term-new=wrong", "HEAD", "HEAD~5");
        var said = await GitAsync("bisect", "run", "sh", script);

        said.Should().Contain("inconclusive", "git asks for the one that does not start first").And.Contain("exited with code 7");
        said.Should().Contain("is the first wrong commit");
        (await GitAsync("show", "--no-patch", "--format=%s", "refs/bisect/wrong")).Should().StartWith("the culprit");
    }

    private static string Pilot(string defects) => $"""
        #!/bin/sh
        exec '{DotNetHost.File}' exec '{Path.Combine(AppContext.BaseDirectory, "reference", "IstioRegressions.Reference.dll")}' pilot "$@" --defects '{defects}'

        """;

    private async Task CommitAsync(string subject, string pilot)
    {
        await File.WriteAllTextAsync(Path.Combine(Repository, "pilot.sh"), pilot);
        _commits++;
        await GitAsync("add", "pilot.sh");
        await GitAsync("commit", "--quiet", "--message", subject);
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", Repository, "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", .. arguments]);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";

        // Commits of one second have no order but that of their hashes, and git would ask for others in another run.
        start.Environment["GIT_AUTHOR_DATE"] = start.Environment["GIT_COMMITTER_DATE"] = $"2020-06-01T00:00:{_commits:00}Z";
        var run = await CommandLine.EndAsync(CommandLine.Start(Path.Combine(_folder.FullName, "artifacts"), start));
        run.Code.Should().Be(0, $"git {string.Join(' ', arguments)} says: {run.Said}{run.Errors}");
        return run.Said;
    }
}
