using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Unit.Reference.Push;

public sealed class DebouncerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly List<PushRequest> _pushes = [];
    private readonly Debouncer _debouncer;

    public DebouncerTests() => _debouncer = new Debouncer(Ms(100), Ms(1000), _time, _pushes.Add);

    [Fact]
    public void Nothing_is_pushed_before_the_quiet_time_is_over()
    {
        _debouncer.Add(Request("a"));

        _time.Advance(Ms(99));

        _pushes.Should().BeEmpty();
    }

    [Fact]
    public void Requests_that_follow_each_other_are_one_push()
    {
        _debouncer.Add(Request("a"));
        _time.Advance(Ms(60));
        _debouncer.Add(Request("b", full: true));
        _time.Advance(Ms(60));
        var before = _pushes.Count;
        _time.Advance(Ms(40));

        before.Should().Be(0);
        _pushes.Should().ContainSingle();
        _pushes[0].Full.Should().BeTrue();
        _pushes[0].Changed.Select(k => k.Name).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public void Requests_that_never_stop_are_pushed_after_the_longest_time()
    {
        for (var i = 0; i < 20; i++)
        {
            _debouncer.Add(Request($"{i}"));
            _time.Advance(Ms(50));
        }

        _pushes.Should().ContainSingle().Which.Changed.Should().HaveCount(20);
    }

    [Fact]
    public void A_request_that_comes_during_a_push_is_the_next_push()
    {
        Debouncer debouncer = null!;
        var pushes = new List<string>();
        using (debouncer = new Debouncer(Ms(100), Ms(1000), _time, push =>
        {
            pushes.Add(push.Changed.Single().Name);
            if (pushes.Count == 1)
            {
                debouncer.Add(Request("b"));
            }
        }))
        {
            debouncer.Add(Request("a"));
            _time.Advance(Ms(100));
            _time.Advance(Ms(100));
        }

        pushes.Should().Equal("a", "b");
    }

    [Fact]
    public void A_timer_that_fires_a_moment_early_pushes_nothing_yet()
    {
        var time = new EarlyTime();
        using var debouncer = new Debouncer(Ms(100), Ms(1000), time, _pushes.Add);
        debouncer.Add(Request("a"));

        time.Fire();
        var early = _pushes.Count;
        time.Now += Ms(100);
        time.Fire();

        early.Should().Be(0);
        _pushes.Should().ContainSingle();
    }

    [Fact]
    public void A_push_about_anything_stays_one_about_anything()
    {
        _debouncer.Add(new PushRequest(true, new HashSet<ConfigKey>(), 0));
        _debouncer.Add(Request("a"));

        _time.Advance(Ms(100));

        _pushes.Should().ContainSingle().Which.Changed.Should().BeEmpty();
    }

    public void Dispose() => _debouncer.Dispose();

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static PushRequest Request(string host, bool full = false) =>
        new(full, new HashSet<ConfigKey> { ConfigKey.OfService(new ServiceKey(host, "default")) }, 0);

    /// <summary>A clock whose timers fire when they are told to, whatever they were set to.</summary>
    private sealed class EarlyTime : TimeProvider
    {
        private TimerCallback? _callback;

        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _callback = callback;
            return new NoTimer();
        }

        public void Fire() => _callback!(null);
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
