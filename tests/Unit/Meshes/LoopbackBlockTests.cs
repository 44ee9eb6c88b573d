using System.Net;
using System.Net.Sockets;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class LoopbackBlockTests
{
    [Fact]
    public async Task Blocks_that_are_claimed_at_the_same_time_differ()
    {
        var blocks = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => LoopbackBlock.Claim())));

        blocks.Select(b => b.First).Should().OnlyHaveUniqueItems();
        Array.ForEach(blocks, b => b.Dispose());
    }

    [Fact]
    public async Task A_claimed_address_cannot_be_claimed_again_until_it_is_given_back()
    {
        var first = LoopbackBlock.Claim();
        LoopbackBlock.TryClaim(first.First).Should().BeNull();

        first.Dispose();

        await Closed.IsUnclaimedAsync(first.First);
    }

    [Fact]
    public void Addresses_for_workloads_are_of_the_block_and_differ()
    {
        using var block = LoopbackBlock.Claim();

        var addresses = Enumerable.Range(0, 245).Select(_ => block.Next()).ToList();

        addresses.Should().OnlyHaveUniqueItems().And.OnlyContain(a => a.GetAddressBytes().Take(3).SequenceEqual(block.First.GetAddressBytes().Take(3)));
        addresses.Should().NotContain(block.First);
        block.Invoking(b => b.Next()).Should().Throw<MeshException>().WithMessage("*245 addresses*given out*");
    }

    [Fact]
    public void A_port_that_another_listens_on_is_stepped_over()
    {
        using var block = LoopbackBlock.Claim();
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;

        var endpoint = block.Endpoint(taken);

        endpoint.Address.Should().Be(block.First);
        endpoint.Port.Should().BeGreaterThan(taken);
    }

    [Fact]
    public void A_claim_port_that_is_taken_everywhere_is_the_fault_of_this_machine()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;

        var claim = () => LoopbackBlock.Claim(taken);

        claim.Should().Throw<MeshException>().WithMessage($"no loopback address is free: port {taken} is taken on every one*end that one").Which.IsOurs.Should().BeTrue();
    }

    [Fact]
    public void Ports_that_are_all_taken_are_named()
    {
        using var block = LoopbackBlock.Claim();
        var taken = Enumerable.Range(21000, 20).Select(port => new TcpListener(block.First, port)).ToList();
        taken.ForEach(t => t.Start());

        block.Invoking(b => b.Endpoint(21000)).Should().Throw<MeshException>().WithMessage($"ports 21000 to 21019 are all taken on {block.First}*").Which.IsOurs.Should().BeTrue();

        taken.ForEach(t => t.Dispose());
    }
}
