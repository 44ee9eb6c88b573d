using IstioRegressions.Catalogue;
using IstioRegressions.Load;
using IstioRegressions.Meshes;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Unit.Load;

/// <summary>What surviving a load of endpoint streams says: nothing, unless that load is known to kill.</summary>
public sealed class ChurnVerdictTests : IDisposable
{
    private static readonly Manifest Application = new("application.yaml", Meshes.Yaml.ServiceEntry("httpbin", "10.1.1.EDIT"));

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_load_below_what_is_known_to_kill_says_nothing_though_all_of_it_was_survived()
    {
        await using var mesh = await StartAsync();
        var churn = new EndpointChurn(mesh, new EndpointChurnLoad(Workers: 2, Streams: 8, Changes: 1), Application);

        await churn.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(1, _limit.Token), _limit.Token);

        churn.Done.Streams.Should().BeGreaterThanOrEqualTo(8);
        churn.Done.Changes.Should().BeGreaterThanOrEqualTo(1);
        (await ChurnVerdict.SurvivedAsync(mesh, churn, _limit.Token)).Should().Match<Verdict>(v =>
            v.Kind == VerdictKind.Inconclusive && v.Reason.Contains("what is known to kill one that has the regression is 1000 streams of 20 Envoys, 4 each, and 2 changes"));
    }

    [Fact]
    public async Task A_load_that_was_cut_short_says_nothing_however_much_was_meant()
    {
        await using var mesh = await StartAsync();
        var churn = new EndpointChurn(mesh, EndpointChurnLoad.Killing(MeshEnvironment.Reference), Application);

        await churn.RunUntilAsync(Task.CompletedTask, _limit.Token);

        (await ChurnVerdict.SurvivedAsync(mesh, churn, _limit.Token)).Kind.Should().Be(VerdictKind.Inconclusive);
    }

    [Fact]
    public async Task A_configuration_that_could_not_be_changed_any_more_says_nothing_and_ends_the_load()
    {
        await using var mesh = await StartAsync();
        var churn = new EndpointChurn(
            mesh, EndpointChurnLoad.Killing(MeshEnvironment.Reference), (_, _) => throw new MeshException("the disk is full"));

        await churn.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(1, _limit.Token), _limit.Token);

        (await ChurnVerdict.SurvivedAsync(mesh, churn, _limit.Token)).Should().Match<Verdict>(v =>
            v.Kind == VerdictKind.Inconclusive && v.Reason == "the configuration could not be changed any more: the disk is full");
    }

    [Fact]
    public async Task Another_end_than_the_reported_one_says_nothing()
    {
        await using var mesh = await StartAsync();
        var churn = new EndpointChurn(mesh, EndpointChurnLoad.Killing(MeshEnvironment.Reference), Application);
        Signal.Send("TERM", mesh.ControlPlane.ProcessId);

        await churn.RunUntilAsync(mesh.ControlPlane.WaitForExitsAsync(1, _limit.Token), _limit.Token);

        (await ChurnVerdict.SurvivedAsync(mesh, churn, _limit.Token)).Should().Match<Verdict>(v =>
            v.Kind == VerdictKind.Inconclusive && v.Reason.StartsWith("it ended in another way than the reported one"));
    }

    [Theory]
    [InlineData(50, 4, 20_000, 3, true)]
    [InlineData(49, 4, 20_000, 3, false)]
    [InlineData(50, 3, 20_000, 3, false)]
    [InlineData(50, 4, 19_999, 3, false)]
    [InlineData(50, 4, 20_000, 2, false)]
    public void What_is_known_to_kill_a_real_pilot_is_what_was_measured(int workers, int each, int streams, int changes, bool isKnown) =>
        new EndpointChurnLoad(workers, streams, changes) { StreamsEach = each }.IsKnownToKill(MeshEnvironment.Native).Should().Be(isKnown);

    public void Dispose()
    {
        _folder.Dispose();
        _limit.Dispose();
    }

    private async Task<LocalMesh> StartAsync() => await LocalMesh.StartAsync(
        new MeshRequest(IstioVersion.Parse("0.8.0"), _folder.Path, _folder["evidence"]) { Defects = [] }, new Settings(), _limit.Token);
}
