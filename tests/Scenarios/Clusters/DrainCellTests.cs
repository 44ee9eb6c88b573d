using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

public sealed class DrainCellTests
{
    private static readonly TimeSpan Hook = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(26, 0, 40, 12, VerdictKind.Reproduced)]
    [InlineData(26, 0, 40, 0, VerdictKind.Absent)]
    [InlineData(26, 3, 40, 12, VerdictKind.Inconclusive)]
    public void Only_what_fails_with_a_hook_and_a_sidecar_and_not_without_is_the_sidecars(int bare, int hook, int sidecar, int both, VerdictKind verdict)
    {
        var cells = new Dictionary<DrainCell, TrafficReport>
        {
            [new(false, false)] = Report(bare), [new(false, true)] = Report(hook), [new(true, false)] = Report(sidecar), [new(true, true)] = Report(both),
        };

        var judged = DrainCell.Judge(cells);

        judged.Kind.Should().Be(verdict);
        judged.Reason.Should().EndWith($"nginx: {bare} of {100 + bare} failed; nginx-hook: {hook} of {100 + hook} failed; nginx-sidecar: {sidecar} of {100 + sidecar} failed; nginx-sidecar-hook: {both} of {100 + both} failed");
    }

    [Theory]
    [InlineData(0.3, VerdictKind.Reproduced)]
    [InlineData(5.2, VerdictKind.Reproduced)]
    [InlineData(14.8, VerdictKind.Absent)]
    [InlineData(15.4, VerdictKind.Absent)]
    [InlineData(null, VerdictKind.Inconclusive)]
    public void A_connection_that_fails_more_than_two_seconds_before_the_application_ends_failed_early(double? failed, VerdictKind verdict)
    {
        var calls = Enumerable.Range(1, 200).Select(i => TimeSpan.FromSeconds(i * 0.1)).Select(at => (at, at.TotalSeconds < (failed ?? 100))).ToList();

        DrainCell.Judge(calls, Hook, margin: 2.0 / 15).Kind.Should().Be(verdict);
    }

    [Fact]
    public void A_cell_is_its_own_Deployment_with_or_without_sidecar_and_hook()
    {
        var nginx = new Manifest("nginx.yaml", "name: CELL\ninject: \"INJECT\"\nlifecycle: LIFECYCLE");

        DrainCell.All.Select(c => c.In(nginx, Hook).Yaml).Should().Equal(
            "name: nginx\ninject: \"false\"\nlifecycle: {}",
            "name: nginx-hook\ninject: \"false\"\nlifecycle: { preStop: { exec: { command: [sleep, \"15\"] } } }",
            "name: nginx-sidecar\ninject: \"true\"\nlifecycle: {}",
            "name: nginx-sidecar-hook\ninject: \"true\"\nlifecycle: { preStop: { exec: { command: [sleep, \"15\"] } } }");
    }

    private static TrafficReport Report(int failed) => new(
        DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1), 100, 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, new Dictionary<double, double>(),
        failed == 0 ? [] : [new FailureMoment(TimeSpan.Zero, FailureCause.Reset, failed, Status: null)]);
}
