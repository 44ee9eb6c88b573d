using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using IstioRegressions.Cli.Commands;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Workflows;

/// <summary>What a run of a workflow would tell too late; actionlint, which ci.yml runs, tells the rest.</summary>
public sealed partial class WorkflowTests
{
    private static readonly IReadOnlyList<string> Paths =
        [.. Directory.GetFiles(Path.Combine(Sources.Folder, ".github/workflows")).Select(f => Path.GetRelativePath(Sources.Folder, f))];

    public static TheoryData<string> Files => [.. Paths];

    public static TheoryData<string> All => [.. Paths, ".github/actions/setup/action.yml"];

    [Theory, MemberData(nameof(Files))]
    public void A_workflow_may_read_the_checkout_and_nothing_else(string file)
    {
        var workflow = new Workflow(file);

        workflow.Permissions!.Select(p => $"{p.Key}: {p.Value}").Should().Equal("contents: read");
        workflow.Jobs.Should().NotContain(j => j.Job.Children.ContainsKey("permissions"));
        workflow.Text.Should().NotContain("pull_request_target").And.NotContain("secrets.");
        Regex.Count(workflow.Text, "actions/checkout@").Should().Be(Regex.Count(workflow.Text, "persist-credentials: false"));
    }

    [Theory, MemberData(nameof(Files))]
    public void Each_job_ends_in_two_hours_at_the_latest(string file) =>
        new Workflow(file).Jobs.Should().NotBeEmpty().And.OnlyContain(j => int.Parse(j.Job["timeout-minutes"].ToString(), CultureInfo.InvariantCulture) <= 120);

    [Theory, MemberData(nameof(Files))]
    public void Nothing_that_somebody_gives_becomes_part_of_a_script(string file)
    {
        var scripts = new Workflow(file).Scripts.Select(s => s.Script).ToList();

        scripts.Should().NotBeEmpty().And.NotContain(s => s.Contains("${{", StringComparison.Ordinal), "an expression is put into the script before a shell reads it");
    }

    [Theory, MemberData(nameof(Files))]
    public void A_command_of_ours_is_one_that_the_command_line_takes(string file)
    {
        foreach (var (script, variables) in new Workflow(file).Scripts)
        {
            foreach (var command in Commands(script))
            {
                var arguments = CommandLineParser.SplitCommandLine(Variable().Replace(command, v => variables[v.Groups["name"].Value])).ToList();

                AllCommands.Create(_ => null).Parse(arguments).Errors.Select(e => e.Message).Should().BeEmpty("'{0}' is in {1}", command, file);
            }
        }
    }

    [Fact]
    public void The_commands_of_the_workflows_are_found() =>
        Paths.SelectMany(f => new Workflow(f).Scripts).SelectMany(s => Commands(s.Script)).Select(c => c.Split(' ')[0])
            .Should().BeEquivalentTo(["images", "matrix", "matrix", "report", "report", "report", "bisect"]);

    [Theory]
    [InlineData("tests/package.runsettings")]
    [InlineData("tests/published.runsettings")]
    public void What_the_default_suite_leaves_out_of_the_unit_tests_is_run_by_a_schedule(string settings) =>
        Paths.Where(f => new Workflow(f).IsScheduled).SelectMany(f => new Workflow(f).Scripts).Select(s => s.Script)
            .Should().Contain(s => s.StartsWith($"dotnet test tests/Unit --settings {settings}", StringComparison.Ordinal));

    [Theory, MemberData(nameof(Files))]
    public void A_setting_is_one_that_there_is(string file) =>
        new Workflow(file).Names.Where(n => n.StartsWith("ISTIO_", StringComparison.Ordinal)).Should().BeSubsetOf(new Settings().ToVariables().Keys);

    [Theory, MemberData(nameof(All))]
    public void A_file_that_is_named_is_there(string file)
    {
        var named = Named().Matches(File.ReadAllText(Path.Combine(Sources.Folder, file))).Select(m => m.Groups["path"].Value).Where(p => !p.Contains('*', StringComparison.Ordinal)).ToList();

        named.Should().NotBeEmpty();
        named.Where(p => !Path.Exists(Path.Combine(Sources.Folder, p))).Should().BeEmpty();
    }

    [Fact]
    public void An_action_is_pinned_to_one_commit_everywhere()
    {
        var used = Paths.Append(".github/actions/setup/action.yml").SelectMany(f => Used().Matches(File.ReadAllText(Path.Combine(Sources.Folder, f)))).Select(m => (Action: m.Groups["action"].Value, Pin: m.Groups["pin"].Value)).ToList();

        used.Should().NotBeEmpty().And.OnlyContain(u => u.Action.StartsWith("./", StringComparison.Ordinal) || Pin().IsMatch(u.Pin));
        used.Distinct().Select(u => u.Action).Should().OnlyHaveUniqueItems();
    }

    // Folded lines are one already; what comes behind a pipe is not ours.
    private static IEnumerable<string> Commands(string script) =>
        script.Replace("\\\n", " ").Split('\n').Select(line => Ours().Match(line)).Where(m => m.Success).Select(m => m.Groups["arguments"].Value.Trim());

    [GeneratedRegex(@"^\s*(dotnet run [^|]*src/IstioRegressions\.Cli -- |istio-regressions )(?<arguments>[^|>;&]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ours();

    [GeneratedRegex(@"\$(?<name>[A-Z_0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<![\w./-])(\./)?(?<path>(\.ci|\.github|src|tests|fixtures-yaml|build|docs)/[\w./*-]*[\w*]|(\w+\.sln|global\.json|Directory\.Packages\.props)\b)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"uses: (?<action>[^@\s]+)(@(?<pin>.*))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Used();

    [GeneratedRegex(@"^[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pin();
}
