using IstioRegressions.Load;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class LastWordsTests
{
    private const string OfGo = """
        2026-11-21T15:00:00.000000Z	info	something else (of no interest)
        fatal error: concurrent map iteration and map write

        goroutine 88 [running]:
        fmt.(*pp).printValue(0xc000, {0x1, 0x2}, 0x76, 0x1)
        	fmt/print.go:794 +0x9a
        example.org/pilot/log.Infof({0x1, 0x2}, {0x3, 0x4})
        	example.org/pilot/log.go:10 +0x20
        example.org/pilot.(*Server).removeEdsCon(0x0?, {0xc0, 0x25})
        	example.org/pilot/eds.go:521 +0x2f0
        created by example.org/pilot.(*Server).StreamEndpoints
        	example.org/pilot/eds.go:296 +0x2ff

        goroutine 1 [select]:
        main.main()
        	main.go:3 +0x1
        """;

    private const string OfDotNet = """
        fatal error: Collection was modified; enumeration operation may not execute.

        System.InvalidOperationException: Collection was modified; enumeration operation may not execute.
           at System.Collections.Generic.Dictionary`2.ValueCollection.Enumerator.MoveNext()
           at Example.Clusters.RemoveEdsCon(String stream, String cluster) in Clusters.cs:line 63
        """;

    private const string OfAnotherFault = """
        panic: runtime error: invalid memory address or nil pointer dereference
        [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]

        goroutine 288 [running]:
        example.org/pilot.(*Server).removeEdsCon(0x0?)
        	example.org/pilot/eds.go:515 +0x182
        """;

    [Fact]
    public void Of_a_Go_program_they_are_the_fatal_line_and_the_first_stack()
    {
        var words = Said(OfGo);

        words.Reason.Should().Be("fatal error: concurrent map iteration and map write");
        words.Frames.Should().Equal("fmt.(*pp).printValue", "example.org/pilot/log.Infof", "example.org/pilot.(*Server).removeEdsCon");
    }

    [Fact]
    public void Of_our_own_they_are_the_same()
    {
        var words = Said(OfDotNet);

        words.Reason.Should().StartWith("fatal error: Collection was modified");
        words.Frames.Should().Equal("System.Collections.Generic.Dictionary`2.ValueCollection.Enumerator.MoveNext", "Example.Clusters.RemoveEdsCon");
    }

    [Fact]
    public void Who_says_nothing_of_its_end_has_none()
    {
        var words = Said("2026-11-21T15:00:00.000000Z\tinfo\tstopped");

        words.Lines.Should().BeEmpty();
        words.Reason.Should().BeNull();
        words.Frames.Should().BeEmpty();
    }

    [Theory]
    [InlineData(OfGo, 2, null, true)]
    [InlineData(OfDotNet, 2, null, true)]
    [InlineData(OfAnotherFault, 2, null, false)]
    [InlineData(OfGo, 0, null, false)]
    [InlineData(OfGo, 137, "resident memory over the cap", false)]
    [InlineData("killed", 137, null, false)]
    public void A_crash_of_the_map_of_streams_is_one_within_what_writes_it(string said, int code, string? cause, bool isCrash) =>
        ChurnVerdict.IsCrash(new ProcessExit(code, null, default, default, cause, [], Said(said))).Should().Be(isCrash);

    private static LastWords Said(string text)
    {
        var words = new LastWords();
        Array.ForEach(text.Split('\n'), words.Append);
        return words;
    }
}
