using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class PlacesTests
{
    [Theory]
    [InlineData(MeshEnvironment.Native, 1)]
    [InlineData(MeshEnvironment.Reference, 4)]
    public async Task A_core_runs_one_real_pilot_or_four_of_the_reference(MeshEnvironment environment, int onACore)
    {
        var places = Places.OfThisMachine(environment);
        var taken = await Task.WhenAll(Enumerable.Range(0, onACore * Environment.ProcessorCount).Select(_ => places.TakeAsync(memory: 1)));

        var oneMore = places.TakeAsync(memory: 1);
        oneMore.IsCompleted.Should().BeFalse();

        Array.ForEach(taken, place => place.Dispose());
        (await oneMore).Dispose();
    }

    [Fact]
    public async Task No_more_meshes_run_than_there_are_cores()
    {
        var places = new Places(count: 2, memory: 100);
        var first = await places.TakeAsync(memory: 1);
        await places.TakeAsync(memory: 1);

        var third = places.TakeAsync(memory: 1);
        third.IsCompleted.Should().BeFalse();
        first.Dispose();

        await third;
    }

    [Fact]
    public async Task No_more_meshes_run_than_memory_holds_and_small_ones_do_not_wait_for_a_large_one()
    {
        var places = new Places(count: 8, memory: 10);
        var first = await places.TakeAsync(memory: 6);

        var large = places.TakeAsync(memory: 6);
        await places.TakeAsync(memory: 4);
        large.IsCompleted.Should().BeFalse();
        first.Dispose();

        await large;
    }

    [Fact]
    public async Task What_wants_more_than_there_is_runs_alone()
    {
        var places = new Places(count: 8, memory: 10);

        var alone = await places.TakeAsync(memory: 16);
        var next = places.TakeAsync(memory: 1);
        next.IsCompleted.Should().BeFalse();
        alone.Dispose();
        alone.Dispose();

        await next;
    }

    [Fact]
    public async Task Who_gave_up_waiting_takes_no_place()
    {
        var places = new Places(count: 1, memory: 10);
        var first = await places.TakeAsync(memory: 1);
        using var cancel = new CancellationTokenSource();
        var impatient = places.TakeAsync(memory: 1, cancel.Token);
        await cancel.CancelAsync();
        await impatient.Awaiting(i => i).Should().ThrowAsync<OperationCanceledException>();

        first.Dispose();

        await places.TakeAsync(memory: 1);
    }
}
