namespace IstioRegressions.Scenarios;

/// <summary>
/// Installing a release adds more than fifty custom resource definitions to the cluster: a report of the 1.0 release found
/// its 51 too many to operate.
/// </summary>
[Regression("crd-count")]
public sealed class CrdCount(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
{
    [SkippableTheory, IstioVersions]
    public Task A_release_keeps_within_the_limit(IstioRow istio) =>
        JudgeRelease(istio, async (release, ct) =>
        {
            var definitions = await release.CustomResourceDefinitionsAsync(ct);
            await release.RecordAsync("definitions.txt", definitions.Select(d => $"{d.Key}: {string.Join(", ", d.Value)}"), ct);

            var limit = istio.Regression.Limit;
            return definitions.Count switch
            {
                0 => Verdict.Inconclusive($"no file of {release.Path} defines a custom resource"),
                var count when count > limit => Verdict.Reproduced($"{count} definitions, more than {limit}"),
                var count => Verdict.Absent($"{count} definitions, no more than {limit}"),
            };
        });
}
