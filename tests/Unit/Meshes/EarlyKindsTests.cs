using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class EarlyKindsTests
{
    [Fact]
    public void A_ServiceEntry_is_an_ExternalService_and_all_else_is_left_alone()
    {
        const string Other = "apiVersion: networking.istio.io/v1alpha3\nkind: Gateway\nspec:\n  resolution: STATIC\n";
        var manifest = Yaml.Manifest("a.yaml", Yaml.ServiceEntry("a", "1.1.1.1"));
        var written = ManifestObject.Parse(manifest).Single().Complete(DateTimeOffset.UnixEpoch, 1, 1);

        var translated = EarlyKinds.Translate($"---\n{written}\n---\n{Other}");

        translated.Should().Contain("kind: ExternalService\n").And.Contain("  discovery: STATIC\n").And.Contain("address: 1.1.1.1").And.EndWith(Other);
        translated.Should().NotContain("ServiceEntry").And.NotContain("location");
    }

    [Fact]
    public async Task What_a_pilot_reads_again_and_again_is_taken_when_it_was_read_often_enough()
    {
        using var folder = new TempFolder();
        using var reads = new ConfigReads(folder.Path);
        var before = reads.Count;
        var file = Directory.EnumerateFiles(folder.Path).Single();

        reads.IsTakenSince(before).Should().BeFalse();
        await Polling.UntilAsync(
            "the readings are counted",
            TimeSpan.FromSeconds(10),
            async ct =>
            {
                await File.ReadAllTextAsync(file, ct);
                return reads.IsTakenSince(before);
            },
            () => $"{reads.Count - before} of them",
            default);

        reads.Count.Should().BeGreaterThanOrEqualTo(before + 3);
    }
}
