using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;
using IstioRegressions.Routing;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>The requests of one connection, one after the other; each goes where the evaluator says.</summary>
internal sealed class HttpConnection(Wire down, Call connection, Carrying proxy)
{
    private readonly ResponseReader _body = new();
    private Wire? _up;
    private string? _endpoint;

    public async Task ServeAsync(CancellationToken ct)
    {
        try
        {
            while (await NextAsync(ct))
            {
                // Until one side has enough.
            }
        }
        finally
        {
            _up?.Dispose();
        }
    }

    /// <returns>Whether another request may follow.</returns>
    private async Task<bool> NextAsync(CancellationToken ct)
    {
        HttpHead? request;
        try
        {
            request = await down.RequestAsync(ct);
        }
        catch (FormatException)
        {
            return await ReplyAsync(LocalReply.BadRequest, "-", closes: true, ct);
        }

        if (request is null)
        {
            return false;
        }

        proxy.Stats.Add("http.downstream_rq_total");
        var (what, closes) = ($"{request.Start[0]} {request.Start[1]}", request.Closes || proxy.IsDraining() || request.Start[2] == "HTTP/1.0");
        var outcome = TrafficEvaluator.Evaluate(proxy.State(), CallOf(request));
        if (outcome.Fault is { Delay: { } delay, DelayPercent: var delayed } && Lot(delayed))
        {
            proxy.Stats.Add("http.fault.delays_injected");
            await Polling.PauseAsync(delay, proxy.Time, ct);
        }

        _body.BeginBody(request.Length, request.IsChunked, untilClose: false);
        var reply = outcome.Fault is { AbortStatus: { } status, AbortPercent: var aborted } && Lot(aborted) ? LocalReply.Aborted(status) : LocalReply.To(outcome);
        return reply is null
            ? await ForwardAsync(request, what, outcome, closes, ct)
            : await ReplyAsync(reply, what, closes || !_body.IsComplete, ct);
    }

    private Call CallOf(HttpHead request) => connection with
    {
        Method = request.Start[0],
        Path = request.Start[1],
        Host = request["host"],
        Headers = request.Headers.DistinctBy(h => h.Name, StringComparer.OrdinalIgnoreCase).ToImmutableDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase),
    };

    private async Task<bool> ForwardAsync(HttpHead request, string what, Outcome outcome, bool closes, CancellationToken ct)
    {
        var started = proxy.Time.GetTimestamp();
        var (cluster, endpoint) = proxy.Upstreams.Choose(outcome);
        HttpHead? answer;
        try
        {
            var up = await UpstreamAsync(endpoint, ct);
            await up.SendAsync(ToUpstream(request).ToBytes(), ct);
            bool isSent;
            try
            {
                isSent = await CopyBodyAsync(down, up, ct);
            }
            catch (FormatException)
            {
                Drop();
                return await ReplyAsync(LocalReply.BadRequest, what, closes: true, ct);
            }

            if (!isSent)
            {
                proxy.Stats.Ended(what, "0", "DC", cluster);
                return false;
            }

            while ((answer = await AnswerAsync(up, cluster, ct)) is { Start: [_, ['1', _, _], ..] })
            {
                await down.SendAsync(answer.ToBytes(), ct);
            }
        }
        catch (SocketException)
        {
            answer = null;
        }

        if (answer is null)
        {
            var reply = _up is null ? LocalReply.NotConnected : LocalReply.Terminated;
            Drop();
            return await ReplyAsync(reply, what, closes || !_body.IsComplete, ct);
        }

        _body.BeginBody(answer.Length, answer.IsChunked, untilClose: true);
        if (request.Start[0] == "HEAD" || answer.Start[1] is "204" or "304")
        {
            _body.BeginBody(0, isChunked: false, untilClose: false);
        }

        closes |= proxy.IsDraining() || (_body.EndsHere() && !_body.IsComplete);
        await down.SendAsync(ToDownstream(answer, proxy.Time.GetElapsedTime(started), closes).ToBytes(), ct);
        var isWhole = await CopyAnswerAsync(_up!, ct);
        proxy.Stats.Ended(what, answer.Start[1], isWhole ? "-" : "UC", cluster);
        if (answer.Closes || !isWhole)
        {
            Drop();
        }

        return isWhole && !closes;
    }

    /// <summary>An answer, or null where the connection ends before one, or what comes is none: an Envoy breaks the connection off.</summary>
    private async Task<HttpHead?> AnswerAsync(Wire up, string cluster, CancellationToken ct)
    {
        try
        {
            return await up.AnswerAsync(ct);
        }
        catch (FormatException e)
        {
            proxy.Stats.Add("cluster.upstream_cx_protocol_error");
            proxy.Stats.Say($"{cluster} at {_endpoint} does not answer in HTTP: {e.Message}");
            return null;
        }
    }

    private async Task<Wire> UpstreamAsync(string endpoint, CancellationToken ct)
    {
        if (_up is not null && (_endpoint != endpoint || _up.IsStale))
        {
            Drop();
        }

        if (_up is null)
        {
            (_up, _endpoint) = (await proxy.Upstreams.ConnectAsync(endpoint, connection.Direction, ct), endpoint);
            proxy.Stats.Add("cluster.upstream_cx_total");
        }

        return _up;
    }

    private async Task<bool> ReplyAsync(LocalReply reply, string what, bool closes, CancellationToken ct)
    {
        var head = closes ? reply.Head().With("connection", "close") : reply.Head();
        proxy.Stats.Ended(what, $"{reply.Status}", reply.Flags, cluster: null);
        await down.SendAsync((byte[])[.. head.ToBytes(), .. System.Text.Encoding.ASCII.GetBytes(reply.Text)], ct);
        return !closes;
    }

    /// <returns>False where the body is cut short.</returns>
    private async Task<bool> CopyBodyAsync(Wire from, Wire to, CancellationToken ct)
    {
        while (!_body.IsComplete)
        {
            if (from.Held.IsEmpty && !await from.FillAsync(ct))
            {
                return _body.EndsHere();
            }

            var count = _body.Take(from.Held.Span);
            await to.SendAsync(from.Held[..count], ct);
            from.Use(count);
        }

        return true;
    }

    /// <returns>False where it is cut short, which the client must not take for its end.</returns>
    private async Task<bool> CopyAnswerAsync(Wire up, CancellationToken ct)
    {
        var isWhole = false;
        try
        {
            isWhole = await CopyBodyAsync(up, down, ct);
        }
        catch (SocketException)
        {
            // Reset by one of the two.
        }

        if (!isWhole)
        {
            down.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        return isWhole;
    }

    private void Drop()
    {
        _up?.Dispose();
        _up = null;
    }

    private static HttpHead ToUpstream(HttpHead request)
    {
        var head = request.Without("connection", "keep-alive", "proxy-connection") with { Start = [request.Start[0], request.Start[1], "HTTP/1.1"] };
        return head["x-request-id"] is null ? head.With("x-request-id", $"{Guid.NewGuid()}") : head;
    }

    private static HttpHead ToDownstream(HttpHead answer, TimeSpan took, bool closes)
    {
        var head = answer.Without("connection", "keep-alive", "server")
            .With("server", "envoy")
            .With("x-envoy-upstream-service-time", took.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));
        return closes ? head.With("connection", "close") : head;
    }

    private static bool Lot(double percent) => percent >= 100 || Random.Shared.NextDouble() * 100 < percent;
}
