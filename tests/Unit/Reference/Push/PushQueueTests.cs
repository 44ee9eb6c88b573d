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

    private static PushRequest Request(string host, bool full) =>
        new(full, new HashSet<ConfigKey> { ConfigKey.OfService(new ServiceKey(host, "default")) }, 0);
}
