using System.Net;
using IstioRegressions.Routing;
using IstioRegressions.Unit.Routing.States;
using IstioRegressions.Xds.Protos;
using Xunit.Sdk;

namespace IstioRegressions.Unit.Routing;

/// <summary>What holds of every call, on generated calls and configurations; the seeds are fixed.</summary>
public sealed class EvaluatorPropertyTests
{
    private const int Seed = 25309;

    public static TheoryData<string> States { get; } = new(RecordedState.Names);

    [Theory, MemberData(nameof(States))]
    public void Every_call_ends_in_exactly_one_way_and_always_in_the_same(string name)
    {
        var state = RecordedState.Load(name).State;
        var calls = new SomeCalls(new Random(Seed), state);

        for (var i = 0; i < 100; i++)
        {
            var call = calls.Next();
            var outcome = TrafficEvaluator.Evaluate(state, call);

            Inconsistency(outcome).Should().BeNull("{0} ended in {1}", call, outcome);
            Answers.Of(TrafficEvaluator.Evaluate(state, call)).Should().Be(Answers.Of(outcome));
        }
    }

    [Theory, MemberData(nameof(States))]
    public void No_state_however_wrong_makes_it_throw(string name)
    {
        var (state, random) = (RecordedState.Load(name).State, new Random(Seed));
        for (var i = 0; i < 100; i++)
        {
            var mutated = new Mutator(random).Mutate(state, times: 1 + (i % 12));
            var calls = new SomeCalls(random, mutated);
            for (var c = 0; c < 6; c++)
            {
                var call = calls.Next();
                try
                {
                    Inconsistency(TrafficEvaluator.Evaluate(mutated, call)).Should().BeNull("round {0}, {1}", i, call);
                }
                catch (Exception e) when (e is not XunitException)
                {
                    throw new InvalidOperationException($"round {i}, {call}: it throws", e);
                }
            }
        }
    }

    [Fact]
    public void The_generated_calls_reach_every_end()
    {
        var random = new Random(Seed);
        var missing = Enum.GetValues<OutcomeKind>().ToHashSet();
        foreach (var state in RecordedState.Names.Select(name => RecordedState.Load(name).State))
        {
            for (var i = 0; i < 60 && missing.Count > 0; i++)
            {
                var mutated = new Mutator(random).Mutate(state, times: i % 12);
                var calls = new SomeCalls(random, mutated);
                missing.ExceptWith(Enumerable.Range(0, 10).Select(_ => TrafficEvaluator.Evaluate(mutated, calls.Next()).Kind));
            }
        }

        missing.Should().BeEmpty("properties of calls that never come so far say nothing");
    }

    [Fact]
    public void A_more_specific_domain_wins_over_every_other_that_matches()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 2000; i++)
        {
            var host = Labels(random);
            string[] domains = [.. Enumerable.Range(0, 8).Select(_ => Domain(random)).Distinct(StringComparer.Ordinal)];
            var matching = domains.Where(d => Matches(d, host)).ToList();
            var table = new RouteConfiguration { VirtualHosts = { domains.Select(d => Config.Host(d, [d])) } };

            var chosen = VirtualHostChoice.Find(table, host)?.Name;

            if (chosen is null)
            {
                matching.Should().BeEmpty();
            }
            else
            {
                matching.MaxBy(Specificity).Should().Be(chosen, "'{0}' is asked for among {1}", host, matching);
            }
        }
    }

    [Fact]
    public void A_longer_range_wins_over_every_other_that_holds_the_address()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 500; i++)
        {
            var address = $"10.{random.Next(4)}.{random.Next(4)}.{random.Next(4)}";
            var ranges = Enumerable.Range(0, 6).Select(_ => (Address: $"10.{random.Next(4)}.{random.Next(4)}.{random.Next(4)}", Length: (uint)random.Next(33)))
                .DistinctBy(r => CidrRanges.Parse($"{r.Address}/{r.Length}")).ToList();
            var chains = ranges.Select(r => Config.To($"{r.Address}/{r.Length}", new() { PrefixRanges = { new CidrRange { AddressPrefix = r.Address, PrefixLen = r.Length } } }));

            var outcome = Config.Evaluate(Call.Gateway($"{address}:80") with { Protocol = CallProtocol.Tcp }, Config.Listener([.. chains]));

            var holding = ranges.Where(r => CidrRanges.Parse($"{r.Address}/{r.Length}")!.Value.Contains(IPAddress.Parse(address))).ToList();
            outcome.Kind.Should().Be(holding.Count == 0 ? OutcomeKind.NoFilterChain : OutcomeKind.UnknownCluster, address);
            outcome.Targets.Select(t => t.Cluster).Should().Equal(holding.OrderByDescending(r => r.Length).Take(1).Select(r => $"{r.Address}/{r.Length}"), address);
        }
    }

    /// <summary>Why an outcome's parts do not belong together; null where they do.</summary>
    private static string? Inconsistency(Outcome outcome)
    {
        var aimed = outcome.Kind is OutcomeKind.Routed or OutcomeKind.Passthrough or OutcomeKind.Aborted or OutcomeKind.UnknownCluster or OutcomeKind.NoHealthyUpstream;
        return outcome switch
        {
            _ when !Enum.IsDefined(outcome.Kind) => "no such kind",
            { Reason.Length: 0 } => "no reason",
            _ when aimed != outcome.Targets.Length > 0 => "targets belong to where a call is aimed",
            { Kind: OutcomeKind.Routed or OutcomeKind.Passthrough } when outcome.Status is not null => "an upstream answers, not the proxy",
            { Kind: OutcomeKind.Routed } when !outcome.Targets.Any(t => t.Kind == OutcomeKind.Routed && t.Endpoints.Count > 0) => "routed to nobody",
            _ when (outcome.Kind == OutcomeKind.Redirected) != outcome.Location is not null => "a location belongs to a redirect",
            { Kind: OutcomeKind.NoVirtualHost } when outcome.RouteTable is null || outcome.VirtualHost is not null => "the way ends at the table",
            { Kind: OutcomeKind.NoRoute } when outcome.VirtualHost is null || outcome.Route is not null => "the way ends at the virtual host",
            { Kind: OutcomeKind.NoListener } when outcome.Listener is not null => "there was a listener",
            { Kind: OutcomeKind.NoFilterChain } when outcome.Listener is null || outcome.FilterChain is not null => "the way ends at the listener",
            _ => null,
        };
    }

    // The documented rules once more, in the plainest way: what a domain matches, and how specific it is.
    private static bool Matches(string domain, string host) => domain switch
    {
        "*" => true,
        ['*', .. var end] => host.Length > end.Length && host[^end.Length..] == end,
        [.. var start, '*'] => host.Length > start.Length && host[..start.Length] == start,
        _ => host == domain,
    };

    private static int Specificity(string domain) => domain switch
    {
        "*" => 0,
        ['*', ..] => 2000 + domain.Length,
        [.., '*'] => 1000 + domain.Length,
        _ => 3000,
    };

    private static string Labels(Random random) => string.Join('.', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => $"{(char)('a' + random.Next(2))}"));

    private static string Domain(Random random) => random.Next(4) switch
    {
        0 => "*",
        1 => $"*.{Labels(random)}",
        2 => $"{Labels(random)}.*",
        _ => Labels(random),
    };
}
