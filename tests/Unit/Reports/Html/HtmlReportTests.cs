using System.Net;
using System.Security.Cryptography;
using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Reports;
using IstioRegressions.Reports.Html;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Reports.Html;

public sealed class HtmlReportTests : IDisposable
{
    private const string Hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&\u001b[31m";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_largest_matrix_with_a_reason_for_each_cell_takes_a_megabyte_at_most()
    {
        var page = HtmlReport.Render(SomeRun.Largest(_folder.Path), _folder.Path);

        Encoding.UTF8.GetByteCount(page).Should().BeInRange(700_000, 1_000_000);
        Times("<td><a ", page).Should().Be(90 * 30);
        Times("<li id=", page).Should().Be(90 * 30);
        Times("it was seen 3 times", page).Should().BeGreaterThanOrEqualTo(90 * 30);
    }

    [Fact]
    public void The_same_records_give_the_same_bytes()
    {
        SomeRun.WriteTo(_folder["run"]);

        string Page() => HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path);

        Page().Should().Be(Page());
    }

    [Fact]
    public void Its_policy_admits_its_own_style_and_script_and_nothing_else()
    {
        SomeRun.WriteTo(_folder["run"]);

        var page = HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path);

        var policy = WebUtility.HtmlDecode(Between("Content-Security-Policy content=\"", "\"", page));
        policy.Should().StartWith("default-src 'none';").And.Contain($"style-src '{HashOf(page, "style")}'").And.Contain($"script-src '{HashOf(page, "script")}'").And.NotContain("unsafe");
        page.Should().NotMatchRegex("<link|<iframe|<object|<base|@import|url\\(|<[^>]* (src|style|on[a-z]+)=");
    }

    [Fact]
    public void Nothing_from_a_record_becomes_markup()
    {
        var record = SomeRun.Record("1.6.14", regression: Hostile, reason: Hostile) with
        {
            Case = Hostile, Environment = Hostile, Command = Hostile, Verdict = new Verdict(VerdictKind.Reproduced, Hostile, Hostile), Expectation = new Expectation(ExpectationKind.Affected, Basis.Git, Hostile),
        };
        var runs = new[] { record, record with { Version = "1.7.0", State = RecordState.NotRun, Verdict = null, NotRun = Hostile }, record with { Control = Hostile } };

        var page = HtmlReport.Render(RunReport.Of(runs.Select(r => new RecordedRun(_folder["a"], r)), RunReport.Of([new RecordedRun(_folder["b"], record with { Verdict = Verdict.Absent(Hostile) })])), _folder.Path);

        page.Should().Contain("&lt;img src=x onerror=alert(1)&gt;&amp;␛[31m").And.NotContain("<img").And.NotContain("\u001b");
        Times("<script", page).Should().Be(1);
    }

    [Fact]
    public void A_log_with_markup_in_it_stays_text_and_its_decisive_line_is_marked()
    {
        SomeRun.WriteTo(_folder["run"]);

        var page = Body(HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path));

        page.Should().Contain("<mark>2026-11-21T17:55:02Z\terror\t&lt;/pre&gt;&lt;script&gt;").And.NotContain("window.taken = true</script>");
    }

    [Fact]
    public void What_each_step_changed_stands_side_by_side_once_for_all_versions_that_saw_the_same()
    {
        SomeRun.WriteTo(_folder["run"]);

        var page = Body(HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path));

        page.Should().Contain("2.2.2.2:80<del>80</del>}").And.Contain("the same at 1.5.10, 1.6.14, 1.7.0");
        Times("2.2.2.2:80<del>80</del>}", page).Should().Be(1);
        page.Should().Contain("<b>02-one-endpoint</b> pushes: 1 of endpoints");
    }

    [Fact]
    public void Evidence_beyond_the_room_there_is_is_linked_and_what_needs_a_look_has_room_first()
    {
        SomeRun.WriteTo(_folder["run"]);
        var page = new PageContent(RunReport.Read([_folder["run"]]), _folder.Path);
        MatrixCell At(string version) => page.At(version, SomeRun.Regression).Single();

        var plan = EvidencePlan.Fill(page, 1200);

        (plan.Own(At("1.7.0")).Concat(plan.Own(At("1.9.0"))).Select(p => p.Name)).Should().NotBeEmpty();
        plan.Own(At("1.8.0")).Should().BeEmpty();
        page.Report.Matrix.Cells.SelectMany(plan.Own).Concat(CellGroup.Of(page.CellsOf(SomeRun.Regression)).SelectMany(plan.Of).Select(s => s.Part))
            .Sum(p => p.Html.Length).Should().BeLessThanOrEqualTo(1200);
        Body(HtmlReport.Render(page.Report, _folder.Path)).Should().Contain("href=run/native/1.8.0/serviceentry-endpoint-port/removing-one-endpoint-keeps-the-port-of-the-other/1/>");
    }

    [Fact]
    public void A_link_out_of_the_evidence_is_not_followed()
    {
        var secret = _folder.Write("secret", "panic: a secret\n");
        var folder = SomeRun.Write(_folder["run"], SomeRun.Record("1.6.14"), []);
        File.CreateSymbolicLink(Path.Combine(folder, "pilot.log"), secret);

        Body(HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path)).Should().NotContain("a secret");
    }

    [Fact]
    public void Damaged_evidence_leaves_its_cell_and_its_link()
    {
        SomeRun.Write(_folder["run"], SomeRun.Record("1.6.14"), [("heap-growth.json", "{\"samples\":[{}]}"), ("restarts.json", "[]"), ("churn.json", "{\"exits\":7}"), ("soak.json", "{"), ("pod.json", "[{}]"), ("load.json", "{}"), ("observed/00-a/b.json", "[1]"), ("observed/01-a/b.json", "{\"clusters\":3}")]);

        Body(HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path)).Should().Contain("<b>1.6.14</b> 0.38 s").And.Contain(">files</a>");
    }

    [Fact]
    public void Surprises_come_before_all_else_with_their_reason()
    {
        SomeRun.WriteTo(_folder["run"]);

        var page = Body(HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path));

        page.Should().MatchRegex("(?s)Needs a look.*R✗.*1\\.7\\.0.*a &lt;b&gt;surprise&lt;/b&gt;: \\[2\\.2\\.2\\.2:80\\].*1\\.9\\.0.*it ended before its time.*Versions and regressions");
    }

    [Fact]
    public void A_file_that_could_not_be_read_stands_among_what_needs_a_look()
    {
        SomeRun.Write(_folder["run"], SomeRun.Record("1.6.14"), [("damaged/verdict.json", "{")]);

        Body(HtmlReport.Render(RunReport.Read([_folder["run"]]), _folder.Path)).Should().MatchRegex("(?s)Needs a look.*damaged/verdict\\.json.*could not be read");
    }

    [Fact]
    public void What_is_in_quarantine_stands_apart_and_needs_no_look()
    {
        var record = SomeRun.Record("1.7.0") with { Quarantine = new Quarantine("istio/istio#1", new DateOnly(2027, 1, 31), "it comes and goes") };

        Body(HtmlReport.Render(RunReport.Of([SomeRun.At("", record)]), _folder.Path)).Should()
            .Contain("quarantined until 2027-01-31 (istio/istio#1): it comes and goes").And.Contain("<b class=r>Rq</b> quarantined").And.NotContain("Needs a look")
            .And.Contain("<span data-show=quarantined><b>1</b> quarantined").And.Contain("class=\"r k\"");
    }

    [Fact]
    public void Two_runs_compared_say_what_changed_its_verdict_and_what_got_slower()
    {
        var before = RunReport.Of([SomeRun.At("", SomeRun.Record("1.6.14", VerdictKind.Absent)), SomeRun.At("", SomeRun.Record("1.5.10"))]);
        var now = RunReport.Of([SomeRun.At("", SomeRun.Record("1.6.14")), SomeRun.At("", SomeRun.Record("1.5.10") with { Seconds = 30 })], before);

        Body(HtmlReport.Render(now, _folder.Path)).Should()
            .MatchRegex("(?s)Another verdict.*1\\.6\\.14.*A✗.*absent.*R✓.*reproduced.*Slower.*1\\.5\\.10.*0\\.38 s.*30 s")
            .And.Contain("class=\"r x\"");
    }

    [Fact]
    public void A_command_is_repeated_with_the_version_in_its_place() =>
        Body(HtmlReport.Render(RunReport.Of([SomeRun.At("", SomeRun.Record("1.6.1")), SomeRun.At("", SomeRun.Record("1.6.14"))]), _folder.Path))
            .Should().Contain("--regression serviceentry-endpoint-port --versions <var>1.6.1</var> --pilot './pilots/{version}/pilot-discovery'</code>");

    [Theory]
    [InlineData("--versions 1.6.1", "--versions \0")]
    [InlineData("1.6.1: it is 1.6.1.", "\0: it is \0.")]
    [InlineData("of 1.6.14, 1.6.1-rc.1 and 11.6.1", "of 1.6.14, 1.6.1-rc.1 and 11.6.1")]
    public void A_version_is_taken_out_of_a_text_where_it_stands_alone(string text, string template) =>
        CellWords.Template(text, "1.6.1").Should().Be(template);

    [Fact]
    public void Attempts_that_differ_are_counted()
    {
        var runs = new[] { VerdictKind.Absent, VerdictKind.Reproduced, VerdictKind.Reproduced }.Select((kind, i) => SomeRun.At("", SomeRun.Record("1.6.14", kind, attempt: i + 1)));

        Body(HtmlReport.Render(RunReport.Of(runs), _folder.Path)).Should().Contain("0.38 to 0.63 s in 3 runs: 1 absent, 2 reproduced");
    }

    [Theory]
    [InlineData("reference", true)]
    [InlineData("native", false)]
    public void A_page_over_the_reference_says_what_it_proves(string environment, bool says) =>
        HtmlReport.Render(RunReport.Of([SomeRun.At("", SomeRun.Record("1.6.14") with { Environment = environment })]), _folder.Path)
            .Contains(WebUtility.HtmlEncode(Matrix.ReferenceNote)).Should().Be(says);

    // A failure is to show what was written, not the style and the script.
    private static string Body(string page) => Between("</style>", "<script>", page);

    private static string HashOf(string page, string element) =>
        $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Between($"<{element}>", $"</{element}>", page))))}";

    private static string Between(string start, string end, string page)
    {
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return page[from..page.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static int Times(string text, string page) => page.Split(text).Length - 1;
}
