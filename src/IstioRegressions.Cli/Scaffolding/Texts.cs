using System.Text.Json;

namespace IstioRegressions.Cli.Scaffolding;

/// <summary>
/// The first texts of a new regression: they compile, and judge a ServiceEntry that loses an endpoint, until its steps take their place.
/// </summary>
internal static class Texts
{
    /// <summary>The scenario.</summary>
    public static string Scenario(NewRegression regression) => $$"""
        namespace IstioRegressions.Scenarios;

        /// <summary>
        /// {{regression.Sentence.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)}}
        /// ({{regression.Upstream}})
        /// </summary>
        [Regression("{{regression.Id}}")]
        public sealed class {{regression.ClassName}}(MeshFixture meshes, ITestOutputHelper output) : Scenario(meshes, output)
        {
            private const string Cluster = "outbound|80||{{regression.Id}}.example.com";

            [SkippableTheory, IstioVersions]
            public Task What_should_happen_in_one_sentence(IstioRow istio) =>
                Judge(istio, async (mesh, ct) =>
                {
                    await using var sidecar = await mesh.ObserveSidecarAsync("client", ct);

                    await mesh.ApplyAsync("before.yaml", ct);
                    await sidecar.Endpoints(Cluster).BecomeAsync(["10.0.0.1:80", "10.0.0.2:80"], ct);

                    var before = sidecar.Pushes;
                    await mesh.ApplyAsync("after.yaml", ct);
                    var left = await sidecar.Endpoints(Cluster).UntilAsync(e => !e.Contains("10.0.0.2:80"), ct);

                    return WrongPush(istio, sidecar.Pushes - before) ?? left switch
                    {
                        [] => Verdict.Reproduced($"the other endpoint is gone too: {left}"),
                        ["10.0.0.1:80"] => Verdict.Absent($"the other endpoint stayed: {left}"),
                        _ => Verdict.Inconclusive($"expected 10.0.0.1 alone, was sent {left}"),
                    };
                });
        }

        """;

    /// <summary>A manifest: a ServiceEntry with these endpoints.</summary>
    public static string Manifest(NewRegression regression, params string[] endpoints) => $"""
        apiVersion: networking.istio.io/v1alpha3
        kind: ServiceEntry
        metadata:
          name: {regression.Id}
        spec:
          hosts: [{regression.Id}.example.com]
          location: MESH_EXTERNAL
          resolution: STATIC
          ports:
            - {"{ number: 80, name: http, protocol: HTTP }"}
          endpoints:
        {string.Join('\n', endpoints.Select(e => $"    - address: {e}"))}

        """;

    /// <summary>The catalogue's entry. Its basis is the report, until git or a measurement says more.</summary>
    public static string Entry(NewRegression regression) => $"""

        - id: {regression.Id}
          title: {JsonSerializer.Serialize(regression.Title, Plain)}
          upstream: [{regression.Upstream}]
          needs: [xds]
          applies: "{regression.Affected.ToString().Split(',')[0]}, )"
          reported: {regression.Reported}
          defect: {regression.Id}
          affected:
            - {"{"} range: "{regression.Affected}", basis: reported {"}"}
          unaffected: []

        """;

    /// <summary>The name of the defect.</summary>
    public static string DefectName(NewRegression regression) => $"""
            /// <summary>{regression.ClassName}: one sentence.</summary>
            public const string {regression.ClassName} = "{regression.Id}";


        """;

    /// <summary>What the defect does, for its users.</summary>
    public static string DefectSentence(NewRegression regression) => $"""
                [{regression.ClassName}] =
                    {JsonSerializer.Serialize(regression.Sentence, Plain)},

        """;

    /// <summary>Where the defect replaces a decision of the pilot.</summary>
    public static string DefectSwitch(NewRegression regression) => $$"""
                if (defects.Contains(Meshes.ReferenceDefects.{{regression.ClassName}}))
                {
                    behaviour = behaviour with { };
                }


        """;

    private static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
