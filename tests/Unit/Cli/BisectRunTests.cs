using System.Text.Json;
using IstioRegressions.Bisection;
using IstioRegressions.Catalogue;
using IstioRegressions.Cli;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Cli;

/// <summary>What <c>bisect</c> says, with verdicts that are made up: a letter a release.</summary>
public sealed class BisectRunTests
{
    [Fact]
    public async Task It_says_what_is_left_before_every_verdict_and_the_answer_at_the_end()
    {
        var (_, said, problem) = await WalkAsync("1.2.0", "1.6.0", "AAARR");

        problem.Should().BeNull();
        said.Should().ContainInOrder(
            "serviceentry-endpoint-port (native): looking for the first bad release of 1.2.0, 1.3.0, 1.4.0, 1.5.0, 1.6.0",
            "4 releases left, about 4 verdicts to go; judging 1.2.0",
            "  1.2.0: absent: made up",
            "4 releases left, about 3 verdicts to go; judging 1.6.0",
            "4 releases left, about 2 verdicts to go; judging 1.4.0",
            "2 releases left, about 1 verdict to go; judging 1.5.0",
            "first bad release: 1.5.0",
            "  1.4.0: absent 1 of 1 (made up)",
            "  1.5.0: reproduced 1 of 1 (made up)",
            "  1.6.0: reproduced 1 of 1 (made up)",
            "repeat it: the command");
    }

    [Fact]
    public async Task It_says_how_long_the_rest_will_take()
    {
        var (_, said, _) = await WalkAsync("1.2.0", "1.6.0", "AAARR", seconds: 3);

        said.Should().ContainInOrder(
            "4 releases left, about 4 verdicts to go; judging 1.2.0",
            "4 releases left, about 3 verdicts to go, about 0:09 left; judging 1.6.0",
            "4 releases left, about 2 verdicts to go, about 0:06 left; judging 1.4.0");
    }

    [Fact]
    public async Task A_neighbour_that_was_not_judged_is_named_too()
    {
        var (_, said, _) = await WalkAsync("1.2.0", "1.6.0", "ARRRR");

        said.Should().ContainInOrder("first bad release: 1.3.0", "  1.2.0: absent 1 of 1 (made up)", "  1.3.0: reproduced 1 of 1 (made up)", "  1.4.0: reproduced 1 of 1 (made up)");
        said.Should().NotContain(line => line.StartsWith("  1.5.0: "));
    }

    [Fact]
    public async Task Releases_that_cannot_be_run_are_skipped_with_the_reason_and_stay_possible_beside_the_change()
    {
        var (run, said, problem) = await WalkAsync("1.2.0", "1.6.0", "A--RR");

        problem.Should().Be("the first bad release is one of 1.3.0, 1.4.0, 1.5.0: what lies between 1.2.0 and 1.5.0 cannot be judged");
        run.Search.Found.Should().BeNull();
        said.Should().ContainInOrder("skipped: 1.3.0: no binary", "skipped: 1.4.0: no binary", "first bad release: 1.3.0 or 1.4.0 or 1.5.0", "  1.3.0: not judged (no binary)");
    }

    [Theory]
    [InlineData("AA", "said to be good, 1.5.0: absent 1 of 1 (made up); said to be bad, 1.6.0: absent 1 of 1 (made up)")]
    [InlineData("RA", "said to be good, 1.5.0: reproduced 1 of 1 (made up); said to be bad, 1.6.0: absent 1 of 1 (made up)")]
    [InlineData("IR", "said to be good, 1.5.0: inconclusive 1 of 1 (made up); said to be bad, 1.6.0: reproduced 1 of 1 (made up)")]
    public async Task Ends_that_are_not_what_was_said_are_one_error_with_both_verdicts(string verdicts, string problem)
    {
        var (_, said, why) = await WalkAsync("1.5.0", "1.6.0", verdicts);

        why.Should().Be($"the ends do not show what was said of them: {problem}");
        said.Should().NotContain(line => line.StartsWith("first ")).And.Contain("evidence of 1.6.0: evidence/1.6.0");
    }

    [Fact]
    public async Task With_repetitions_it_says_how_sure_it_is()
    {
        var (_, said, _) = await WalkAsync("1.5.0", "1.6.0", "AR", repeat: 5);

        said.Should().Contain(line => line.StartsWith("confidence: 0.9"));
    }

    [Fact]
    public async Task For_machines_it_is_all_there()
    {
        var (run, _, _) = await WalkAsync("1.2.0", "1.6.0", "A-ARR");

        var json = JsonSerializer.SerializeToElement(new BisectReport(run, "the command").ForMachines(), RunFolder.Json);

        json.GetProperty("change").GetString().Should().Be("first-bad");
        json.GetProperty("found").GetString().Should().Be("1.5.0");
        json.GetProperty("confidence").GetDouble().Should().Be(1);
        json.GetProperty("line").EnumerateArray().Select(r => r.GetProperty("reproduced").GetInt32()).Should().Equal(0, 0, 0, 1, 1);
        json.GetProperty("line")[1].GetProperty("skipped").GetString().Should().Be("no binary");
        json.GetProperty("verdicts").EnumerateArray().Select(v => v.GetProperty("release").GetString()).Should().Equal("1.2.0", "1.6.0", "1.4.0", "1.5.0");
        json.GetProperty("verdicts")[0].GetProperty("verdict").GetProperty("kind").GetString().Should().Be("absent");
    }

    [Fact]
    public void A_release_without_a_verdict_is_inconclusive_with_the_reason() =>
        Probe.Of(IstioVersion.Parse("1.6.0"), null).Verdict.Should().Be(Verdict.Inconclusive("the test host ended without a verdict; see test-host.log"));

    private static async Task<(BisectRun Run, List<string> Said, string? Problem)> WalkAsync(string from, string to, string verdicts, int repeat = 1, int seconds = 0)
    {
        ReleaseLine.TryBetween(ReleaseList.Default, IstioVersion.Parse(from), IstioVersion.Parse(to), out var line, out _).Should().BeTrue();
        var search = new ReleaseSearch(line!, ReleaseChange.FirstBad, repeat);
        var (said, time) = (new StringWriter(), new ManualTime());
        var run = new BisectRun(RegressionCatalogue.Default.Get("serviceentry-endpoint-port"), MeshEnvironment.Native, search, said, time);

        char Letter(IstioVersion release) => verdicts[line!.ToList().IndexOf(release)];
        await run.WalkAsync(
            release => Letter(release) == '-' ? "no binary" : null,
            (release, _) =>
            {
                time.Advance(TimeSpan.FromSeconds(seconds));
                return Task.FromResult(new Probe(release, new Verdict(Kind(Letter(release)), "made up"), 1, $"evidence/{release}"));
            },
            CancellationToken.None);

        var report = new BisectReport(run, "the command");
        report.Conclude(said);
        return (run, [.. said.ToString().Split('\n')], report.Problem);
    }

    private static VerdictKind Kind(char letter) => letter switch
    {
        'R' => VerdictKind.Reproduced,
        'A' => VerdictKind.Absent,
        _ => VerdictKind.Inconclusive,
    };
}
