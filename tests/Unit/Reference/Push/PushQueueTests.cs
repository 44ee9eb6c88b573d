using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Unit.Reference.Push;

public sealed class PushQueueTests
{
    private readonly PushQueue _queue = new();

    [Fact]
    public async Task What_waits_is_taken_as_one()
    {
        _queue.Enqueue(Request("a", full: false));
        _queue.Enqueue(Request("b", full: true));

        var taken = await _queue.DequeueAsync(default);

        taken.Full.Should().BeTrue();
        taken.Changed.Select(k => k.Name).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task An_empty_queue_is_waited_for()
    {
        _queue.Enqueue(Request("a", full: false));
        await _queue.DequeueAsync(default);

        var waiting = _queue.DequeueAsync(default);
        var before = waiting.IsCompleted;
        _queue.Enqueue(Request("b", full: false));

        before.Should().BeFalse();
        (await waiting).Changed.Single().Name.Should().Be("b");
    }

    [Fact]
    public async Task Who_waits_for_a_turn_is_let_go_when_the_connection_is_gone()
    {
        _queue.Enqueue(Request("a", full: false));
        var waiting = _queue.EnqueueInTurnAsync(Request("b", full: false));
        var before = waiting.IsCompleted;

        _queue.Close();

        before.Should().BeFalse();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        await _queue.EnqueueInTurnAsync(Request("c", full: false)).WaitAsync(TimeSpan.FromSeconds(30));
        (await _queue.DequeueAsync(default)).Changed.Single().Name.Should().Be("a", "nothing more was put in");
    }

    private static PushRequest Request(string host, bool full) =>
        new(full, new HashSet<ConfigKey> { ConfigKey.OfService(new ServiceKey(host, "default")) }, 0);
}
