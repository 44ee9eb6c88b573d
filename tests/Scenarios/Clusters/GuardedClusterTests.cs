using System.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

[Trait("Needs", "Docker")]
public sealed class GuardedClusterTests : IDisposable
{
    private readonly string _artifacts = Directory.CreateTempSubdirectory("guarded-cluster-").FullName;

    [SkippableFact]
    public async Task Of_a_host_that_is_killed_no_container_and_no_volume_is_left()
    {
        var settings = NeedsDocker.Settings() with { Artifacts = _artifacts, Run = "run", Resumes = false };
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        using var docker = TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.Empty).Build();
        var ours = (await HostGuard.OfThisProcessAsync(limit.Token)).GuardContainers(); // other tests of this process make clusters too
        using var runner = Process.Start(Runner(settings))!;
        try
        {
            ContainerListResponse? made = null;
            await Polling.UntilAsync(
                "a host has made its cluster", TimeSpan.FromMinutes(3),
                async ct => (made = (await GuardedAsync(docker, ct)).FirstOrDefault(c => c.Labels[HostGuard.Label] != ours)) is { State: "running" } && Host() is not null, () => "", limit.Token);
            var volumes = made!.Mounts.Where(m => m.Type == "volume").Select(m => m.Name).ToList();

            Process.GetProcessById(Host()!.Value).Kill();

            var left = "";
            await Polling.UntilAsync(
                "nothing of the host is left", TimeSpan.FromSeconds(30),
                async ct =>
                {
                    var containers = (await GuardedAsync(docker, ct)).Where(c => c.ID == made.ID);
                    var there = (await docker.Volumes.ListAsync(ct)).Volumes?.Select(v => v.Name).Intersect(volumes, StringComparer.Ordinal) ?? [];
                    left = string.Join(", ", [.. containers.Select(c => c.ID), .. there]);
                    return left.Length == 0;
                },
                () => left,
                limit.Token);
            left.Should().BeEmpty();
        }
        finally
        {
            runner.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(_artifacts, recursive: true);

    private int? Host() =>
        Directory.EnumerateFiles(_artifacts, RunFolder.RecordFile, SearchOption.AllDirectories).Select(f => RunFolder.Read(f).Host?.Pid).FirstOrDefault();

    private static Task<IList<ContainerListResponse>> GuardedAsync(IDockerClient docker, CancellationToken ct) => docker.Containers.ListContainersAsync(
        new ContainersListParameters
        {
            All = true,
            Filters = new Dictionary<string, IDictionary<string, bool>>(StringComparer.Ordinal) { ["label"] = new Dictionary<string, bool>(StringComparer.Ordinal) { [HostGuard.Label] = true } },
        },
        ct);

    private static ProcessStartInfo Runner(Settings settings)
    {
        var start = new ProcessStartInfo("dotnet", ["vstest", typeof(GuardedClusterTests).Assembly.Location, "--TestCaseFilter:Regression=serviceentry-endpoint-port"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in settings.ToVariables())
        {
            start.Environment[name] = value;
        }

        start.Environment.Remove(HostGuard.Variable);
        return start;
    }
}
