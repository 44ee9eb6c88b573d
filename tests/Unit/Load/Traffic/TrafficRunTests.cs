using System.Net;
using IstioRegressions.Load;
using IstioRegressions.Load.Traffic;

namespace IstioRegressions.Unit.Load.Traffic;

public sealed class TrafficRunTests
{
    [Fact]
    public async Task Every_request_of_every_user_is_counted_once()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok);

        var report = await TrafficRun.RunAsync(To(server) with { Requests = 1000, Users = 7 });

        report.Successful.Should().Be(1000);
        report.Failed.Should().Be(0);
        report.Bytes.Should().Be(2000);
        report.Availability.Should().Be(100);
        report.FirstFailure.Should().BeNull();
        server.Requests.Should().Be(1000);
        server.Connections.Should().BeInRange(1, 7);
        report.Shortest.Should().BePositive().And.BeLessThanOrEqualTo(report.Longest);
        report.Longest.Should().BeLessThanOrEqualTo(report.Elapsed);
    }

    [Fact]
    public async Task Without_keep_alive_each_request_has_a_connection_of_its_own()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok);

        var report = await TrafficRun.RunAsync(To(server) with { Requests = 100, KeepAlive = false });

        report.Successful.Should().Be(100);
        server.Connections.Should().Be(100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task As_many_resets_as_a_server_plants_are_counted_and_none_is_tried_again(int planted)
    {
        const int all = 2000;
        await using var server = new ScriptedServer(i => i % (all / planted) == 0 ? ScriptedServer.Reset : ScriptedServer.Ok);

        var report = await TrafficRun.RunAsync(To(server) with { Requests = all });

        report.FailedBy.Should().BeEquivalentTo(new Dictionary<FailureCause, long> { [FailureCause.Reset] = planted });
        report.Successful.Should().Be(all - planted);
        server.Requests.Should().Be(all);
        report.Failures.Sum(f => f.Count).Should().Be(planted);
        report.Failures.Should().BeInAscendingOrder(f => f.First).And.OnlyContain(f => f.First <= report.Elapsed);
    }

    [Theory]
    [InlineData("close", FailureCause.ClosedEarly)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nokclose", FailureCause.ClosedEarly)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Lclose", FailureCause.ClosedEarly)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nclose", FailureCause.ClosedEarly)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nokreset", FailureCause.Reset)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", FailureCause.Status)]
    [InlineData("SSH-2.0-OpenSSH_9.2 and more than that\r\n\r\n", FailureCause.Garbled)]
    [InlineData("", FailureCause.Timeout)]
    public async Task A_request_that_fails_is_counted_with_its_cause(string answer, FailureCause cause)
    {
        await using var server = new ScriptedServer(i => i == 2 ? answer : ScriptedServer.Ok);

        var report = await TrafficRun.RunAsync(To(server) with { Requests = 5, Users = 1, Timeout = TimeSpan.FromSeconds(cause == FailureCause.Timeout ? 10 : 20) });

        report.FailedBy.Should().Equal(new Dictionary<FailureCause, long> { [cause] = 1 });
        report.Successful.Should().Be(4);
        report.Failures.Should().ContainSingle().Which.Status.Should().Be(cause == FailureCause.Status ? 503 : null);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n", 5)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nuntil the end close", 14)]
    [InlineData("HTTP/1.0 200 OK\r\ncontent-length: 4\r\n\r\nfourclose", 4)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 200 OK\r\nCONNECTION: Close\r\nCONTENT-LENGTH: 1\r\n\r\nxclose", 1)]
    public async Task The_end_of_an_answer_is_known_in_every_form_of_it(string answer, int bytes)
    {
        await using var server = new ScriptedServer(_ => answer);

        var report = await TrafficRun.RunAsync(To(server) with { Requests = 4, Users = 2 });

        report.Failures.Should().BeEmpty();
        report.Bytes.Should().Be(4 * bytes);
    }

    [Fact]
    public async Task Where_nobody_listens_all_requests_are_refused_and_the_load_ends()
    {
        using var nobody = new Nobody();

        var report = await TrafficRun.RunAsync(new TrafficOptions { Server = nobody.EndPoint, Requests = 50 });

        report.FailedBy.Should().Equal(new Dictionary<FailureCause, long> { [FailureCause.Refused] = 50 });
        report.Availability.Should().Be(0);
    }

    [Fact]
    public async Task In_the_open_loop_a_request_that_had_to_wait_is_as_late_as_it_was()
    {
        var stall = TimeSpan.FromMilliseconds(300);
        using var passed = new ManualResetEventSlim();
        await using var server = new ScriptedServer(i =>
        {
            if (i == 1)
            {
                passed.Wait(stall);
            }

            return ScriptedServer.Ok;
        });

        var report = await TrafficRun.RunAsync(To(server) with { Users = 1, Rate = 200, Requests = 100 });

        // 60 were due during the stall. The closed loop would have seen one slow request of a hundred.
        report.Successful.Should().Be(100);
        report.Percentiles[75].Should().BeGreaterThan(100);
        report.Percentiles[99].Should().BeGreaterThan(250);
        report.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(0.49));
    }

    [Fact]
    public async Task In_the_open_loop_a_request_that_nobody_got_to_in_time_has_failed()
    {
        await using var server = new ScriptedServer(_ => "");

        var report = await TrafficRun.RunAsync(To(server) with { Users = 1, Rate = 100, Requests = 20, Timeout = TimeSpan.FromMilliseconds(100) });

        report.FailedBy.Should().Equal(new Dictionary<FailureCause, long> { [FailureCause.Timeout] = 20 });
        report.Percentiles[50].Should().BeGreaterThanOrEqualTo(99);
    }

    [Fact]
    public async Task A_load_that_is_stopped_waits_for_the_requests_that_are_under_way()
    {
        using var asked = new SemaphoreSlim(0);
        using var answer = new ManualResetEventSlim();
        await using var server = new ScriptedServer(_ =>
        {
            asked.Release();
            answer.Wait();
            return ScriptedServer.Ok;
        });
        await using var run = TrafficRun.Start(To(server) with { Users = 1 });
        (await asked.WaitAsync(TimeSpan.FromSeconds(20))).Should().BeTrue();

        var report = run.StopAsync();
        report.IsCompleted.Should().BeFalse();
        answer.Set();

        (await report).Successful.Should().Be(1);
        server.Requests.Should().Be(1);
    }

    [Fact]
    public async Task A_load_that_is_disposed_does_not_wait()
    {
        await using var server = new ScriptedServer(_ => "");
        var run = TrafficRun.Start(To(server) with { Users = 3 });

        await run.DisposeAsync();

        (await run.Completion).Successful.Should().Be(0);
    }

    [Fact]
    public async Task Five_thousand_users_each_get_their_answer()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Ok);

        var report = await TrafficRun.RunAsync(To(server) with { Users = 5000, Requests = 5000, Timeout = TimeSpan.FromMinutes(2) });

        report.Successful.Should().Be(5000);
        report.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task The_summary_has_the_lines_of_siege()
    {
        await using var server = new ScriptedServer(i => i == 3 ? ScriptedServer.Reset : ScriptedServer.Ok);

        var report = await TrafficRun.RunAsync(To(server) with { Requests = 4, Users = 1 });

        report.ToString().Split('\n').Select(line => line.Split(':')[0]).Should().ContainInOrder(
            "Transactions", "Availability", "Elapsed time", "Data transferred", "Response time", "Transaction rate", "Throughput",
            "Concurrency", "Successful transactions", "Failed transactions", "Longest transaction", "Shortest transaction", "99.9 % within", "Failed, Reset");
        report.ToString().Should().MatchRegex(@"Availability:\s+75\.00 %").And.MatchRegex(@"Failed, Reset:\s+1 the first after \d+\.\d+ secs");
    }

    [Fact]
    public void Options_that_make_no_load_are_refused_by_name()
    {
        var options = new TrafficOptions { Server = new IPEndPoint(IPAddress.Loopback, 80), Requests = 1 };

        Refusal(options with { Users = 0 }).Should().StartWith("0 users");
        Refusal(options with { Rate = 0 }).Should().StartWith("a rate of 0");
        Refusal(options with { Rate = 1, Pause = TimeSpan.FromSeconds(1) }).Should().Contain("closed loop");
        Refusal(options with { Path = "/ HTTP/1.1\r\nX: y" }).Should().Contain("no host and path");
        Refusal(options with { Requests = null }).Should().Contain("has no end");
        Refusal(options with { Users = 100_000_000 }).Should().StartWith("100000000 users need 100000000 open files");
    }

    private static string Refusal(TrafficOptions options) =>
        new Func<Task>(() => TrafficRun.RunAsync(options)).Should().ThrowAsync<LoadException>().GetAwaiter().GetResult().Which.Message;

    private static TrafficOptions To(ScriptedServer server) => new() { Server = server.Address, Timeout = TimeSpan.FromSeconds(20) };
}
