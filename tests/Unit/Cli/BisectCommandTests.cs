using System.Text.Json;
using IstioRegressions.Reports;

namespace IstioRegressions.Unit.Cli;

/// <summary><c>bisect</c> as a user meets it, over the reference.</summary>
[Trait("Scale", "Commands")]
public sealed class BisectCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bisect-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_names_the_first_bad_release_its_neighbours_and_their_evidence()
    {
        var run = await BisectAsync("--good 1.4.0 --bad 1.5.0");

        run.Code.Should().Be(0, run.Errors);
        run.Said.Should().Contain("1 release left, about 2 verdicts to go; judging 1.4.0")
            .And.Contain("first bad release: 1.5.0")
            .And.Contain("1.4.0: absent 1 of 1 (the endpoint kept its port").And.Contain("1.5.0: reproduced 1 of 1")
            .And.Contain("evidence of 1.4.0: ").And.Contain("evidence of 1.5.0: ")
            .And.Contain("repeat it: istio-regressions bisect --regression serviceentry-endpoint-port --good 1.4.0 --bad 1.5.0 --environment reference")
            .And.Contain(Matrix.ReferenceNote);
    }

    [Fact]
    public async Task It_names_the_first_fixed_release_and_writes_nothing_but_json_where_asked()
    {
        var run = await BisectAsync("--bad 1.6.0 --fixed 1.7.0 --json");

        run.Code.Should().Be(0, run.Errors);
        var result = JsonDocument.Parse(run.Said).RootElement;
        (result.GetProperty("change").GetString(), result.GetProperty("found").GetString()).Should().Be(("first-fixed", "1.7.0"));
        result.GetProperty("verdicts").EnumerateArray().Select(v => Path.Combine(v.GetProperty("evidence").GetString()!, "verdict.json"))
            .Should().HaveCount(2).And.OnlyContain(record => File.Exists(record));
    }

    private Task<(int Code, string Said, string Errors)> BisectAsync(string arguments) =>
        CommandLine.RunAsync(_folder.FullName, ["bisect", "--regression", "serviceentry-endpoint-port", .. arguments.Split(' ')]);
}
