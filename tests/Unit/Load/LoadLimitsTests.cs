using IstioRegressions.Load;

namespace IstioRegressions.Unit.Load;

public sealed class LoadLimitsTests
{
    [Fact]
    public void Too_few_open_files_are_an_error_with_the_limit_and_the_way_out()
    {
        var check = () => DescriptorLimit.Check(connections: 10_000, limit: 1024, used: 74);

        check.Should().Throw<LoadException>().WithMessage(
            "10000 observers need 10000 open files, and the limit on open files of this process (RLIMIT_NOFILE, hard) is 1024, of which 74 are in use and 50 are kept: "
            + "run 900 observers or fewer, or raise the limit*ulimit -n 10124*");
        DescriptorLimit.Check(connections: 900, limit: 1024, used: 74);
    }

    [Fact]
    public async Task A_pace_lets_through_so_many_a_second()
    {
        var time = new ManualTime();
        var pace = new Pace(rate: 4, time);

        await pace.NextAsync(default);
        var second = pace.NextAsync(default).AsTask();
        var third = pace.NextAsync(default).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(249));
        second.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        await second;
        third.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromMilliseconds(250));

        await third;
    }

    [Fact]
    public void Without_a_rate_nobody_waits()
    {
        var pace = new Pace(rate: null, new ManualTime());

        for (var i = 0; i < 100; i++)
        {
            pace.NextAsync(default).IsCompletedSuccessfully.Should().BeTrue();
        }
    }

    [Fact]
    public void Percentiles_are_values_that_were_measured()
    {
        Latencies.Of(Enumerable.Range(1, 200).Reverse().Select(i => TimeSpan.FromMilliseconds(i))).Should().Be(new Latencies(200, 100, 198, 200));
        Latencies.Of([TimeSpan.FromMilliseconds(7)]).Should().Be(new Latencies(1, 7, 7, 7));
        Latencies.Of([]).Should().BeNull();
    }

    [Fact]
    public void What_was_used_of_late_is_kept_and_the_rest_forgotten()
    {
        var (made, kept) = (new List<int>(), new RecentlyUsed<int, string>(limit: 3));
        string Get(int key) => kept.GetOrAdd(key, k =>
        {
            made.Add(k);
            return $"{k}";
        });

        foreach (var key in (int[])[1, 2, 3, 1, 4, 5, 1, 2])
        {
            Get(key).Should().Be($"{key}");
        }

        made.Should().Equal([1, 2, 3, 4, 5, 2], "2 was not used while three others were");
    }

    [Fact]
    public void The_usage_of_a_process_is_read_where_Linux_keeps_it()
    {
        var before = ProcessUsage.Of(Environment.ProcessId);

        before.PrivateBytes.Should().BeInRange(1_000_000, 100_000_000_000);
        before.Cpu.Should().BePositive().And.BeLessThanOrEqualTo(ProcessUsage.Of(Environment.ProcessId).Cpu);
    }
}
