using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

public sealed class DockerRegistryFaultTests(DockerRegistry registry) : RegistryFaultTests, IClassFixture<DockerRegistry>
{
    private protected override async Task<RequestDelegate> ServeAsync()
    {
        var address = await registry.StartAsync();
        await registry.PushAsync(Image);
        return Forward.To(address);
    }
}
