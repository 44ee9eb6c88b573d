using System.Net;
using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Serving;

namespace IstioRegressions.Unit.Reference.Push;

public sealed class PusherTests
{
    [Fact]
    public void The_changes_of_one_reading_are_one_push_however_long_they_take()
    {
        var time = new NoQuietTime();
        var store = new ConfigStore(time);
        var said = new StringWriter();
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new PilotOptions(".", any, any, any, TimeSpan.Zero, TimeSpan.Zero, new HashSet<string>());
        using var pusher = new Pusher(store, Behaviour.Sound, options, time, new Metrics(), new Log(said, time));

        pusher.Handle(store.Replace(Yaml.Objects(Yaml.Gateway("g", "", 8080), Yaml.StaticEntry("a", "a.com", "2.2.2.2"), Yaml.StaticEntry("b", "b.com", "2.2.2.2"))));

        said.ToString().Split("XDS: Pushing").Should().HaveCount(2);
    }

    /// <summary>A clock whose timers fire when they are set: whoever sets one has waited long enough.</summary>
    private sealed class NoQuietTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(callback, state);

        private sealed class Timer(TimerCallback callback, object? state) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                callback(state);
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
