using IstioRegressions.Cli;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Cli;

/// <summary>What a command that takes long says, where it is no terminal that listens.</summary>
public sealed class WorkingTests
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _said = new();
    private readonly TaskCompletionSource<int> _end = new();

    [Fact]
    public async Task What_is_over_within_two_seconds_is_not_spoken_of()
    {
        var work = Work(out _);

        _time.Advance(TimeSpan.FromSeconds(1.9));
        _end.SetResult(7);

        (await work).Should().Be(7);
        _said.ToString().Should().BeEmpty();
    }

    [Fact]
    public async Task After_two_seconds_it_says_what_it_does_and_from_then_on_how_far_it_has_come()
    {
        var work = Work(out var report);

        report("step 1");
        report("step 2");
        _time.Advance(TimeSpan.FromSeconds(2));
        report("step 2");
        report("step 3");
        _end.SetResult(7);

        await work;
        _said.ToString().Should().Be("step 2\nstep 3\n");
    }

    [Fact]
    public async Task It_says_what_it_does_where_it_never_says_how_far_it_has_come()
    {
        var work = Work(out _);

        _time.Advance(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(20));
        _end.SetResult(7);

        await work;
        _said.ToString().Should().Be("judging, minutes at most\n");
    }

    [Theory]
    [InlineData(10, 1, 3, ", about 0:30 left")]
    [InlineData(125, 5, 10, ", about 4:10 left")]
    [InlineData(10, 0, 3, "")]
    [InlineData(10, 3, 0, "")]
    [InlineData(0.5, 1, 1, "")]
    public void What_is_left_is_reckoned_from_what_is_done(double seconds, int done, int left, string said)
    {
        var clock = new Countdown(_time);

        _time.Advance(TimeSpan.FromSeconds(seconds));

        clock.Left(done, left).Should().Be(said);
    }

    [Fact]
    public void Of_several_images_it_says_which_one_and_how_long_the_rest_will_take()
    {
        var count = new ImageView.Count(3, _time);

        var first = count.Of(Image("1.6.0"));
        _time.Advance(TimeSpan.FromSeconds(10));

        (first, count.Of(Image("1.6.0")), count.Of(Image("1.7.0"))).Should().Be(("1 of 3: ", "1 of 3: ", "2 of 3, about 0:20 left: "));
        new ImageView.Count(1, _time).Of(Image("1.6.0")).Should().BeEmpty();
    }

    private static ImageReference Image(string tag) => ImageReference.Parse($"example.org/istio/pilot:{tag}");

    private Task<int> Work(out Action<string> report)
    {
        Action<string>? given = null;
        var work = Working.InLinesAsync(_said, _time, "judging, minutes at most", say =>
        {
            given = say;
            return _end.Task;
        });
        report = given!;
        return work;
    }
}
