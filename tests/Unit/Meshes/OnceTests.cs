using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class OnceTests
{
    [Fact]
    public async Task What_was_made_is_made_once()
    {
        var made = 0;
        var once = new Once<int>(() => Task.FromResult(++made));

        await once.GetAsync();

        (await once.GetAsync()).Should().Be(1);
    }

    [Fact]
    public async Task A_failure_is_tried_again_by_the_next_who_asks()
    {
        var made = 0;
        var once = new Once<int>(() => ++made == 1 ? Task.FromException<int>(new MeshException("no guard")) : Task.FromResult(made));

        await once.Awaiting(o => o.GetAsync()).Should().ThrowAsync<MeshException>();

        (await once.GetAsync()).Should().Be(2);
    }
}
