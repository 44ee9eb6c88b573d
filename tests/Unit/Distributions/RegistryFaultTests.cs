using System.Collections.Concurrent;
using IstioRegressions.Distributions;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

/// <summary>What goes wrong between us and a registry; run before one in memory and before a real one.</summary>
public abstract class RegistryFaultTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _retries = new();
    private DirectoryInfo _folder = null!;

    private protected static TestImage Image { get; } = TestImage.Of(TestLayer.Gzip(TarBytes.WithPilot().ToArray()));

    private protected FastClock Clock { get; } = new(100);

    private protected TestServer Server { get; private set; } = null!;

    private protected static byte[] Layer => Image.Layers[0].Blob;

    private protected static string Blob => $"/blobs/{Digest.Of(Layer)}";

    private protected static string Manifest => $"/manifests/{Image.Digest}";

    public async Task InitializeAsync()
    {
        // Where the registry is missing this ends here, and there is nothing to dispose of.
        Server = await TestServer.StartAsync(await ServeAsync());
        _folder = Directory.CreateTempSubdirectory("faults-");
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task Without_a_fault_each_thing_is_asked_for_once()
    {
        (await PilotAsync()).Should().Be("the pilot");

        Server.Requests.Should().HaveCount(3);
        _retries.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_cut_transfer_goes_on_where_it_ended()
    {
        Server.With(Blob, Faults.CutAfter(Layer, 100));

        (await PilotAsync()).Should().Be("the pilot");

        Server.Requests.Where(r => r.Path.EndsWith(Blob)).Select(r => r.Range).Should().Equal(null, "bytes=100-");
    }

    [SkippableFact]
    public async Task A_connection_that_is_reset_in_the_middle_is_made_again()
    {
        Server.With(Blob, Faults.ResetAfter(Layer, 100), times: 2);

        (await PilotAsync()).Should().Be("the pilot");
    }

    [SkippableFact]
    public async Task A_wrong_layer_is_refused_with_both_digests()
    {
        var wrong = new byte[Layer.Length];
        Server.With(Blob, Faults.Content(wrong));

        await RefusedAsync($"*{Digest.Of(Layer)}*{Digest.Of(wrong)}*");
    }

    [SkippableFact]
    public async Task A_wrong_manifest_is_refused_with_both_digests()
    {
        var wrong = "{}"u8.ToArray();
        Server.With(Manifest, Faults.Content(wrong));

        await RefusedAsync($"*{Image.Digest}*{Digest.Of(wrong)}*");
    }

    [SkippableFact]
    public async Task A_registry_that_is_busy_is_asked_again_when_it_says()
    {
        Server.With(Blob, Faults.Status(429, ("Retry-After", "7")));

        (await PilotAsync()).Should().Be("the pilot");

        Clock.Waits.Should().Contain(TimeSpan.FromSeconds(7));
        _retries.Should().ContainSingle().Which.Should().Match("*429; again in 7 s");
    }

    [SkippableTheory, InlineData(500), InlineData(502), InlineData(503), InlineData(408)]
    public async Task A_failure_that_passes_is_waited_out(int status)
    {
        Server.With(Manifest, Faults.Status(status)).With(Blob, Faults.Status(status), times: 2);

        (await PilotAsync()).Should().Be("the pilot");

        _retries.Should().HaveCount(3);
    }

    [SkippableTheory]
    [InlineData(401, "*401: it does not exist, or not for this user*credentials for 127.0.0.1:*")]
    [InlineData(403, "*403: it does not exist, or not for this user*")]
    [InlineData(404, "*404: it does not exist; check registry, repository and tag*")]
    [InlineData(400, "*answers 400*")]
    [InlineData(204, "*answers 204*")]
    [InlineData(304, "*answers 304*")]
    public async Task A_refusal_is_told_at_once(int status, string error)
    {
        Server.With(Manifest, Faults.Status(status), times: 100);

        await RefusedAsync(error);
        Server.Count(Manifest).Should().Be(1);
    }

    [SkippableFact]
    public async Task A_registry_that_says_nothing_is_asked_again()
    {
        Server.With(Manifest, Faults.Silence);

        (await PilotAsync(new RegistryOptions { Retries = 50, Silence = TimeSpan.FromSeconds(50) })).Should().Be("the pilot");

        _retries.Should().Contain(r => r.Contains("says nothing for 50 s"));
    }

    private protected abstract Task<RequestDelegate> ServeAsync();

    private protected async Task<string> PilotAsync(RegistryOptions? options = null, CancellationToken ct = default)
    {
        using var client = new RegistryClient(options ?? new RegistryOptions { Retries = 2, Silence = TimeSpan.FromHours(1) }, Clock);
        var files = new ImageFiles(client, new ImageCache(_folder.FullName), ImageLock.Empty);
        var image = Image.Pinned with { Registry = Server.Address.Authority };
        var progress = new Reports(p => (p.Step == ImageStep.Retrying ? _retries : new ConcurrentQueue<string>()).Enqueue(p.Detail));
        return await File.ReadAllTextAsync(await files.GetAsync(image, IstioImages.PilotPath, ImagePlatform.LinuxAmd64, progress, ct), ct);
    }

    private protected async Task RefusedAsync(string error, RegistryOptions? options = null)
    {
        var get = () => PilotAsync(options);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage(error);
        _folder.GetFiles("*", SearchOption.AllDirectories).Should().OnlyContain(f => f.Directory!.Name == "locks");
    }
}
