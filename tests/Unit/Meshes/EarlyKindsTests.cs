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

    [Theory]
    [InlineData("spec: { mtls: { mode: STRICT } }\n")]
    [InlineData("spec:\n  mtls:\n    mode: STRICT\n")]
    public void A_PeerAuthentication_is_a_Policy_with_its_mode_among_the_peers_and_all_else_is_left_alone(string spec)
    {
        const string Other = "apiVersion: networking.istio.io/v1alpha3\nkind: DestinationRule\nspec:\n  mtls:\n    mode: STRICT\n";
        var manifest = new Manifest("a.yaml", "apiVersion: security.istio.io/v1beta1\nkind: PeerAuthentication\nmetadata: { name: default }\n" + spec);
        var written = ManifestObject.Parse(manifest).Single().Complete(DateTimeOffset.UnixEpoch, 1, 1);

        var translated = EarlyKinds.TranslatePolicies($"---\n{written}\n---\n{Other}");

        translated.Should().Contain("apiVersion: authentication.istio.io/v1alpha1\nkind: Policy\n").And.EndWith(Other);
        translated.Should().MatchRegex(@"spec:\s+\{?peers: \[\{mtls: \{mode: STRICT\}\}\]\}?\s+---");
    }

    [Fact]
    public void A_Policy_that_is_listed_is_the_PeerAuthentication_that_was_applied() =>
        new ObjectKey("policy", "default", "default").Should().Be(new ObjectKey("PeerAuthentication", "default", "default"));

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
            TimeSpan.FromMinutes(1),
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
