using System.Net;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>A registry in memory, and another server beside it: a mirror, a token server, a store of blobs.</summary>
public abstract class RegistryTests : IAsyncLifetime
{
    private readonly FastClock _clock = new(100);

    private protected static TestImage Image { get; } = TestImage.Of(TestLayer.Gzip(TarBytes.WithPilot().ToArray()));

    private protected TestServer Registry { get; private set; } = null!;

    private protected TestServer Other { get; private set; } = null!;

    private protected ImageReference Name => Image.Name with { Registry = Registry.Address.Authority };

    public async Task InitializeAsync() =>
        (Registry, Other) = (await TestServer.StartAsync(MemoryRegistry.Serve(Image)), await TestServer.StartAsync(MemoryRegistry.Serve(Image)));

    public async Task DisposeAsync()
    {
        await Registry.DisposeAsync();
        await Other.DisposeAsync();
    }

    private protected RegistryClient Client(RegistryOptions? options = null) => new((options ?? new RegistryOptions()) with { Silence = TimeSpan.FromHours(1) }, _clock);

    private protected static RegistryOptions With(TestServer server) =>
        new() { Credentials = new Dictionary<string, NetworkCredential> { [server.Address.Authority] = new("istio", "pinned") } };

    private protected async Task ConfigAsync(RegistryClient client)
    {
        var content = Image.Blobs[Image.Config];
        var received = new MemoryStream();
        using var writer = new BlobWriter(new Descriptor(MediaTypes.OciConfig, Image.Config, content.Length), received);
        await client.FetchBlobAsync(Name, writer);
        received.ToArray().Should().Equal(content);
    }
}
