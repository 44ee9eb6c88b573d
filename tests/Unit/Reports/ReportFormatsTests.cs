using System.Text.Json.Nodes;
using System.Xml.Linq;
using System.Xml.Schema;
using IstioRegressions.Reports;

namespace IstioRegressions.Unit.Reports;

/// <summary>The formats for machines, each read by something that is not ours.</summary>
public sealed class ReportFormatsTests(ForeignReaders readers) : IClassFixture<ForeignReaders>
{
    // What is left of it in one line, without what XML cannot hold.
    private static readonly string Said = SomeShards.Nasty.Replace('\u001b', ' ').Replace('\n', ' ').Replace('\ud800', '\ufffd');

    [SkippableFact]
    public void The_json_is_as_its_published_schema_says() => Errors("run.json").Should().BeEmpty();

    [SkippableTheory]
    [InlineData("wrong-judgement.json", "'fine' is not one of *")]
    [InlineData("wrong-record.json", "cells/0/runs/0/record/attempt: 0 is less than the minimum of 1")]
    public void A_report_that_is_wrong_is_refused_by_the_schema(string file, string error) => Errors(file).Should().ContainMatch($"*{error}");

    [Fact]
    public void The_json_says_what_each_cell_came_to()
    {
        using var shards = new SomeShards();

        var json = JsonNode.Parse(JsonReport.Render(RunReport.Read([shards.One, shards.Two]), shards.Folder))!;

        json["cells"]!.AsArray().Select(c => $"{c!["environment"]} {c["version"]} {c["judgement"]} {c["runs"]!.AsArray().Count}").Should().Equal(
            "native 1.6.0 as-expected 1",
            "reference 1.6.0 as-expected 1",
            "reference 1.6.1 surprise 1",
            "reference 1.6.2 inconclusive 3",
            "reference 1.6.3 quarantined 1",
            "reference 1.6.4 not-run 1");
        json["cells"]![0]!["runs"]![0]!["folder"]!.GetValue<string>().Should().Be("two/native/1.6.0/workloadentry-relabel-leak/a-case/1");
        json["cells"]![3]!["runs"]!.AsArray().Select(r => r!["folder"]!.GetValue<string>().Split('/')[0]).Should().Equal(["one", "one", "two"], "of two shards the one that tried later counts");
        json["controls"]!.AsArray().Should().ContainSingle();
        json["unreadable"]![0]!["file"]!.GetValue<string>().Should().Be("two/reference/verdict.json");
        json["changes"].Should().BeNull("nothing is compared");
    }

    [SkippableFact]
    public void JUnits_reader_finds_each_cell_with_what_it_came_to()
    {
        var junit = readers.Of("junit", "python3-junitparser");

        junit["counts"]!.ToJsonString().Should().Be("[8,2,2]");
        junit["cases"]!.AsArray().Select(c => $"{c!["suite"]} | {c["name"]} | {(c["result"]!.AsArray() is [var result, ..] ? $"{result![0]} {result[1]}" : "passed")}").Should().Equal(
            "native 1.6.0 | workloadentry-relabel-leak at 1.6.0 (native) | passed",
            "reference 1.6.0 | serviceentry-endpoint-port at 1.6.0 (reference) | passed",
            "reference 1.6.1 | serviceentry-endpoint-port at 1.6.1 (reference) | Failure surprise",
            "reference 1.6.2 | serviceentry-endpoint-port at 1.6.2 (reference) | Error inconclusive",
            "reference 1.6.3 | serviceentry-endpoint-port at 1.6.3 (reference) | Skipped quarantined",
            "reference 1.6.4 | serviceentry-endpoint-port at 1.6.4 (reference) | Skipped not-run",
            "reference controls | serviceentry-endpoint-port, control with-no-defect (reference) | Failure surprise",
            "records | two/reference/verdict.json | Error unreadable");
        junit["cases"]![2]!["time"]!.GetValue<double>().Should().Be(1.25);
    }

    [Fact]
    public void The_xml_is_of_the_form_of_JUnit_and_keeps_what_was_said()
    {
        using var shards = new SomeShards();
        var schemas = new XmlSchemaSet();
        schemas.Add("", Path.Combine(AppContext.BaseDirectory, "Reports", "junit.xsd"));

        var xml = XDocument.Parse(JUnitReport.Render(RunReport.Read([shards.One, shards.Two]), shards.Folder));

        xml.Validate(schemas, (_, e) => throw new XmlSchemaValidationException(e.Message));
        xml.Descendants("failure").First().Value.Should().Contain("Absent: " + SomeShards.Nasty.Replace('\u001b', '\ufffd').Replace('\ud800', '\ufffd'));
    }

    [SkippableFact]
    public void A_reader_of_Markdown_finds_a_table_an_environment_and_text_where_text_was()
    {
        var markdown = readers.Of("markdown", "python3-markdown-it");

        Texts(markdown["rows"]!, row => string.Join(' ', Texts(row, cell => cell.GetValue<string>()))).Should().Equal(
            "native 1.6.0",
            "workloadentry-relabel-leak R✓",
            "reference 1.6.0 1.6.1 1.6.2 1.6.3 1.6.4",
            "serviceentry-endpoint-port R✓ A✗ ? Aq ·");
        Texts(markdown["items"]!, item => item.GetValue<string>()).Should().StartWith(
            $"absent ✗ surprise 1.3 s serviceentry-endpoint-port at 1.6.1 (reference), affected (git) expected: {Said} Repeat it: istio-regressions verdict --regression `it`")
            .And.ContainMatch("inconclusive ? 1.3 s serviceentry-endpoint-port at 1.6.2*").And.ContainMatch("absent, quarantined 1.3 s *").And.ContainMatch("*verdict.json: *");
        Texts(markdown["kinds"]!, kind => kind.GetValue<string>()).Should().NotContain(["html_inline", "html_block", "link_open", "image", "em_open", "fence"]);
    }

    [Fact]
    public void Shards_give_the_same_in_any_order()
    {
        using var shards = new SomeShards();
        var (one, other) = (RunReport.Read([shards.One, shards.Two]), RunReport.Read([shards.Two, shards.One, shards.One]));

        JsonReport.Render(other, shards.Folder).Should().Be(JsonReport.Render(one, shards.Folder));
        JUnitReport.Render(other, shards.Folder).Should().Be(JUnitReport.Render(one, shards.Folder));
        MarkdownReport.Render(other).Should().Be(MarkdownReport.Render(one));
    }

    private IEnumerable<string> Errors(string file) => Texts(readers.Of("schema", "python3-jsonschema")[file]!, e => e.GetValue<string>());

    private static IEnumerable<string> Texts(JsonNode array, Func<JsonNode, string> text) => array.AsArray().Select(n => text(n!));
}
