using System.Text.Json;
using IstioRegressions.Reports.Html;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Reports.Html;

public sealed class EvidenceTextTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_that_differ_stand_beside_each_other_with_a_line_of_context() =>
        LineDifference.Of(["a", "b", "old", "c", "d"], ["a", "b", "new", "c", "d"]).Should().Equal((null, null), ("b", "b"), ("old", "new"), ("c", "c"), (null, null));

    [Fact]
    public void A_line_that_is_gone_leaves_its_place_empty() =>
        LineDifference.Of(["a", "x", "b", "y", "c"], ["a", "b", "c"]).Should().Equal(("a", "a"), ("x", null), ("b", "b"), ("y", null), ("c", "c"));

    [Fact]
    public void Texts_that_have_nothing_in_common_and_are_large_still_end()
    {
        var rows = LineDifference.Of([.. Enumerable.Range(0, 2000).Select(i => $"a{i}")], [.. Enumerable.Range(0, 2000).Select(i => $"b{i}")]);

        rows.Should().HaveCount(2000).And.OnlyContain(r => r.Before != null && r.After != null);
    }

    [Fact]
    public void Endpoints_are_lines_that_a_person_reads_in_an_order_of_their_own() =>
        Lines("""{"name":"outbound|80||httpbin.com","lbEndpoints":[{"endpoint":{"address":{"socketAddress":{"address":"3.3.3.3","portValue":8080}}},"weight":1},{"endpoint":{"address":{"socketAddress":{"address":"2.2.2.2","portValue":8080}}},"weight":1}]}""")
            .Should().Equal("lbEndpoints:", "  - {endpoint.address.socketAddress: 2.2.2.2:8080, weight: 1}", "  - {endpoint.address.socketAddress: 3.3.3.3:8080, weight: 1}", "name: outbound|80||httpbin.com");

    [Fact]
    public void Objects_that_differ_in_the_order_of_their_names_alone_are_the_same() =>
        Lines("""{"a":1,"b":{"c":2,"d":3}}""").Should().Equal(Lines("""{"b":{"d":3,"c":2},"a":1}"""));

    [Fact]
    public void A_long_text_is_shortened_and_another_long_text_is_still_another()
    {
        var (one, other) = (new string('a', 400) + "b", new string('a', 400) + "c");

        Lines($"\"{one}\"").Single().Should().Contain("401 letters").And.NotBe(Lines($"\"{other}\"").Single());
    }

    [Fact]
    public void A_crash_is_marked_before_an_error_and_an_error_before_a_push()
    {
        _folder.Write("pilot.log", string.Join('\n', ["one", "x\terror\tit failed", .. Enumerable.Repeat("ads\tEDS: PUSH", 9), "fatal error: concurrent map writes", "", "goroutine 7 [running]:"]));

        var log = LogPart.Read(new EvidenceFolder(_folder.Path), "", most: 2)!.Html;

        log.Should().Contain("<mark>fatal error: concurrent map writes</mark>").And.Contain("<mark>x\terror\tit failed</mark>").And.Contain("goroutine 7").And.Contain("<i>⋯ 7 lines</i>");
        log.Should().NotContain("<mark>ads");
    }

    [Fact]
    public void What_the_verdict_names_is_marked()
    {
        _folder.Write("pilot.log", "about 1.1.1.1\nabout 2.2.2.2\nnothing\n");

        LogPart.Read(new EvidenceFolder(_folder.Path), "Envoy is sent [2.2.2.2:80]", most: 5)!.Html.Should().Contain("<mark>about 2.2.2.2</mark>").And.NotContain("<mark>about 1");
    }

    [Fact]
    public void Of_a_long_log_the_beginning_and_the_end_are_read()
    {
        _folder.Write("pilot.log", $"first\n{new string('x', 3000)}\n{new string('y', 3000)}\nlast\n");

        new EvidenceFolder(_folder.Path).Lines("pilot.log", 1000).Should().Equal("first", "last");
    }

    private static IReadOnlyList<string> Lines(string json) => JsonLines.Of(JsonDocument.Parse(json).RootElement);
}
