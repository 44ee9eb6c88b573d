using IstioRegressions.Distributions;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

/// <summary>All the faults: those that need no real registry behind them too.</summary>
public sealed class MemoryRegistryFaultTests : RegistryFaultTests
{
    [Fact]
    public async Task A_registry_that_knows_no_ranges_is_asked_for_the_whole_again()
    {
        Server.With(Blob, Faults.Content(Layer)).With(Blob, Faults.CutAfter(Layer, 100));

        (await PilotAsync()).Should().Be("the pilot");
    }

    [Fact]
    public async Task A_registry_that_answers_with_another_range_is_asked_for_the_whole_again()
    {
        static Task Other(HttpContext context) => Faults.Status(206, ("Content-Range", $"bytes 50-{Layer.Length - 1}/{Layer.Length}"))(context);
        Server.With(Blob, Other).With(Blob, Faults.CutAfter(Layer, 100));

        (await PilotAsync()).Should().Be("the pilot");

        Server.Requests.Where(r => r.Path.EndsWith(Blob)).Select(r => r.Range).Should().Equal(null, "bytes=100-", null);
    }

    [Fact]
    public async Task A_transfer_that_is_cut_each_time_is_given_up()
    {
        Server.With(Blob, Faults.CutAfter(Layer, 100), times: 100);

        await RefusedAsync($"*{Blob}*3 times; try later, or name a mirror");
        Server.Count(Blob).Should().Be(3);
    }

    [Fact]
    public async Task A_connection_that_is_cut_before_an_answer_is_made_again()
    {
        Server.With(Manifest, Faults.Cut);

        (await PilotAsync()).Should().Be("the pilot");
    }

    [Fact]
    public async Task A_body_that_ends_too_early_is_asked_for_again()
    {
        Server.With(Blob, Faults.Content(Layer[..50]));

        (await PilotAsync()).Should().Be("the pilot");
    }

    [Fact]
    public async Task A_layer_of_another_length_is_refused()
    {
        Server.With(Blob, Faults.Content([.. Layer, 0], Layer.Length + 1));
        await RefusedAsync($"*should have {Layer.Length} bytes and offers {Layer.Length + 1}*");

        Server.With(Blob, Faults.Content([.. Layer, 0]));
        await RefusedAsync($"*should have {Layer.Length} bytes and has more*");
    }

    [Fact]
    public async Task A_manifest_without_an_end_is_refused()
    {
        Server.With(Manifest, Faults.Content(new byte[5 << 20]));

        await RefusedAsync("*answers more than 4194304 bytes*");
    }

    [Fact]
    public async Task A_registry_that_says_a_date_is_asked_again_then()
    {
        Server.With(Manifest, Faults.Status(503, ("Date", "Wed, 01 Jan 2020 00:00:00 GMT"), ("Retry-After", "Wed, 01 Jan 2020 00:00:09 GMT")));

        (await PilotAsync()).Should().Be("the pilot");

        Clock.Waits.Should().Contain(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task A_registry_that_is_busy_for_too_long_is_given_up_at_once()
    {
        Server.With(Manifest, Faults.Status(429, ("Retry-After", "3600")), times: 100);

        await RefusedAsync("*429*in 3600 s*try then");
        Server.Count(Manifest).Should().Be(1);
    }

    [Fact]
    public async Task A_failure_that_stays_is_given_up()
    {
        Server.With(Manifest, Faults.Status(500), times: 100);

        await RefusedAsync("*answers 500, 3 times; try later, or name a mirror");
        Server.Count(Manifest).Should().Be(3);
    }

    [Fact]
    public async Task A_registry_that_drips_without_an_end_is_given_up()
    {
        Server.With(Manifest, Faults.Drip, times: 100);

        await RefusedAsync("*does not end in 30 s, 1 times*", new RegistryOptions { Retries = 0, Silence = TimeSpan.FromHours(1), Longest = TimeSpan.FromSeconds(30) });
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_and_is_not_repeated()
    {
        using var cancel = new CancellationTokenSource();
        Server.With(Blob, async context =>
        {
            await cancel.CancelAsync();
            await Faults.Silence(context);
        });

        var get = () => PilotAsync(ct: cancel.Token);

        await get.Should().ThrowAsync<OperationCanceledException>();
        Server.Count(Blob).Should().Be(1);
    }

    private protected override Task<RequestDelegate> ServeAsync() => Task.FromResult(MemoryRegistry.Serve(Image));
}
