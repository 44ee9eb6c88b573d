using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Unit.Reference.Registry;

public sealed class EndpointShardsTests
{
    private static readonly ServiceKey Service = new("a.com", "default");
    private readonly EndpointShards _shards = new();

    [Fact]
    public void The_first_endpoint_of_a_service_asks_for_a_full_push() =>
        _shards.Update(Service, [Endpoint("1.1.1.1")]).Should().Be(ShardChange.Service);

    [Fact]
    public void Later_endpoints_do_not_even_after_there_were_none()
    {
        _shards.Update(Service, [Endpoint("1.1.1.1")]);

        _shards.Update(Service, [Endpoint("2.2.2.2")]).Should().Be(ShardChange.Endpoints);
        _shards.Update(Service, []).Should().Be(ShardChange.Endpoints);
        _shards.Update(Service, [Endpoint("3.3.3.3")]).Should().Be(ShardChange.Endpoints);
    }

    [Fact]
    public void Another_service_account_asks_for_a_full_push()
    {
        _shards.Update(Service, [Endpoint("1.1.1.1")]);

        _shards.Update(Service, [Endpoint("1.1.1.1", "spiffe://x")]).Should().Be(ShardChange.Service);
    }

    [Fact]
    public void Nothing_in_place_of_nothing_asks_for_no_push() => _shards.Update(Service, []).Should().Be(ShardChange.Nothing);

    private static ServiceEndpoint Endpoint(string address, string account = "") =>
        new(address, 80, "http", Map<string>.Empty, "", "", 1, account, "disabled");
}
