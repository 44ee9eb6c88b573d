using System.Reflection;
using System.Runtime.CompilerServices;
using FluentAssertions;
using FluentAssertions.Execution;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;
using IstioRegressions.Xds;
using Xunit;
using Xunit.Abstractions;

namespace IstioRegressions.Fixtures;

/// <summary>
/// The base of every scenario: leases a mesh of the row's version, runs the body within its budget, writes the record and
/// the evidence, and asserts the verdict against the expectation.
/// </summary>
public abstract class Scenario(MeshFixture meshes, ITestOutputHelper output) : IClassFixture<MeshFixture>
{
    // Many times what a scenario takes on a busy machine: what runs into it hangs.
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(2);

    /// <summary>Reproduces the regression at one row and asserts what is expected of it.</summary>
    /// <param name="istio">The row.</param>
    /// <param name="body">The published steps on a mesh that serves, up to a verdict.</param>
    /// <param name="memoryCap">What the control plane may have resident, in bytes; beyond it, it is killed.</param>
    /// <param name="ask">What the mesh is asked for beside that: restarts, mutual TLS.</param>
    /// <param name="budget">How long mesh and body may take; two minutes by default.</param>
    /// <param name="theory">The theory that calls, which names the case.</param>
    protected async Task Judge(
        IstioRow istio,
        Func<Mesh, CancellationToken, Task<Verdict>> body,
        long? memoryCap = null,
        Func<MeshRequest, MeshRequest>? ask = null,
        TimeSpan? budget = null,
        [CallerMemberName] string theory = "")
    {
        await JudgeAsync(istio, theory, DecideAsync);

        async Task<VerdictRecord> DecideAsync(ScenarioRun run)
        {
            using var place = await meshes.PlaceAsync(istio.Version, Settings.Current, memoryCap, CancellationToken.None);
            return await run.DecideAsync(meshes, body, Asked, budget ?? Budget);
        }

        MeshRequest Asked(MeshRequest request)
        {
            var capped = request with { MemoryCap = memoryCap };
            return ask?.Invoke(capped) ?? capped;
        }
    }

    /// <summary>Judges the files of a release at one row, without a mesh, and asserts what is expected of it.</summary>
    /// <param name="istio">The row.</param>
    /// <param name="body">What is looked for in the files, up to a verdict.</param>
    /// <param name="theory">The theory that calls, which names the case.</param>
    protected Task JudgeRelease(
        IstioRow istio, Func<ReleaseFiles, CancellationToken, Task<Verdict>> body, [CallerMemberName] string theory = "") =>
        JudgeAsync(istio, theory, run => run.DecideAsync(body, Budget));

    /// <summary>
    /// Why the pushes that answered the change are of the wrong kind for a verdict; null where they are of the right one.
    /// A full push heals what an endpoint push broke, so a verdict about the one must not rest on the other.
    /// </summary>
    protected static Verdict? WrongPush(IstioRow istio, PushCounts pushes) => istio.Expectation.Push switch
    {
        PushKind.Endpoints when pushes is { Clusters: 0, Endpoints: > 0 } => null,
        PushKind.Endpoints => Verdict.Inconclusive($"the change must be answered by endpoint pushes alone, and was by {pushes}"),
        PushKind.Full when pushes.Clusters > 0 => null,
        _ => Verdict.Inconclusive($"the change must be answered by a full push, and was by {pushes}"),
    };

    /// <summary>What a published duration is multiplied by: our own pilot needs no more than half of the time.</summary>
    protected static double Scale(Mesh mesh) => mesh.Environment == MeshEnvironment.Reference ? 0.5 : 1;

    /// <summary>Applies a manifest in which workloads stand for their addresses, each by its name in capitals.</summary>
    protected static async Task ApplyAtAsync(Mesh mesh, string file, CancellationToken ct, params string[] workloads)
    {
        var manifest = await mesh.ReadAsync(file, ct);
        var yaml = workloads.Aggregate(manifest.Yaml, (text, name) => text.Replace($"address: {name.ToUpperInvariant()}", $"address: {mesh.AddressOf(name)}", StringComparison.Ordinal));
        await mesh.ApplyAsync(manifest with { Yaml = yaml }, ct);
    }

    /// <summary>Whether the connections of a cluster are TLS.</summary>
    protected static bool SpeaksTls(Xds.Protos.Cluster cluster) => cluster.TlsContext is not null || cluster.TransportSocket?.Name is "envoy.transport_sockets.tls" or "tls";

    private async Task JudgeAsync(IstioRow istio, string theory, Func<ScenarioRun, Task<VerdictRecord>> decide)
    {
        var run = new ScenarioRun(istio, Settings.Current, GetType().GetMethod(theory)!);
        if (await WhyNotAsync(istio, theory) is { } why)
        {
            run.WriteNotRun(why);
            throw new SkipException(why);
        }

        var record = run.Decided() ?? await decide(run);
        output.WriteLine($"{record.Verdict}");
        var ready = record.ReadySeconds is { } seconds ? $"mesh ready after {seconds:0.00} s, " : "";
        output.WriteLine($"{ready}verdict after {record.Seconds:0.00} s; evidence in {run.Folder}");

        Check(record, istio, run.Folder);
    }

    /// <summary>Asserts that a verdict is the expected one; that of a quarantined scenario is shown apart, as a test that was skipped.</summary>
    internal static void Check(VerdictRecord record, IstioRow istio, string folder)
    {
        if (record.Quarantine is { } quarantine)
        {
            throw new SkipException(
                $"quarantined {quarantine}; it was run and is not asserted: {record.Expectation} is what is expected and the verdict is {record.Verdict}; evidence in {folder}");
        }

        using var scope = new AssertionScope($"{istio.Regression.Id} at {istio} on {record.Environment}");
        record.Judgement.Should().BeOneOf(
            [Judgement.AsExpected, Judgement.NotJudged],
            "{0} is what is expected and the verdict is {1}; evidence in {2}; repeat it with: {3}",
            record.Expectation, record.Verdict, folder, record.Command);
    }

    private async Task<string?> WhyNotAsync(IstioRow istio, string theory)
    {
        var regression = istio.Regression;
        var needs = GetType().GetMethod(theory)!.GetCustomAttribute<NeedsAttribute>()?.Capabilities ?? regression.Needs;
        var environment = Settings.Current.Environment;
        var lacks = needs & ~MeshFixture.CapabilitiesOf(Settings.Current, istio.Version);
        if (lacks != Capabilities.None)
        {
            return $"needs {lacks}, which the environment {environment.ToString().ToLowerInvariant()} lacks{(environment is MeshEnvironment.K3s or MeshEnvironment.Cluster ? $" with what is installed there ({ClusterVariables.InstallOf(Settings.Current).ToString().ToLowerInvariant()})" : "")}";
        }

        if (istio.Control is not null)
        {
            return null;
        }

        return regression.Applies.Contains(istio.Version)
            ? await Requirements.PrepareAsync(regression, Settings.Current, istio.Version)
            : $"does not apply to {istio.Version}: the question makes sense in {regression.Applies}";
    }
}
