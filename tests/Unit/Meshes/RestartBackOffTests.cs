using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class RestartBackOffTests
{
    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_waits_double_from_ten_seconds_to_five_minutes_after_an_immediate_restart()
    {
        var backOff = new RestartBackOff(scale: 1);

        var waits = Enumerable.Range(0, 8).Select(_ => backOff.After(Briefly).TotalSeconds);

        waits.Should().Equal(0, 10, 20, 40, 80, 160, 300, 300);
    }

    [Theory]
    [InlineData(599, 20)]
    [InlineData(600, 0)]
    public void Ten_minutes_of_running_start_them_anew(int seconds, int wait)
    {
        var backOff = new RestartBackOff(scale: 1);
        backOff.After(Briefly);
        backOff.After(Briefly);

        backOff.After(TimeSpan.FromSeconds(seconds)).TotalSeconds.Should().Be(wait);
    }

    [Fact]
    public void All_of_it_is_scaled()
    {
        var backOff = new RestartBackOff(scale: 0.1);
        backOff.After(Briefly);

        backOff.After(Briefly).TotalSeconds.Should().Be(1);
        backOff.After(TimeSpan.FromMinutes(1)).Should().Be(TimeSpan.Zero);
    }
}
