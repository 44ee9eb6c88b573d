using System.Globalization;
using System.Text.Json.Nodes;
using IstioRegressions.Meshes;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Reference.App;

/// <summary>
/// The pages: <c>/status/503</c>, <c>/delay/0.5</c> (seconds), <c>/headers</c>, <c>/bytes/1000</c>, <c>/slow-close/0.5</c> (an answer, and
/// the connection's end so much later), <c>/cut/10</c> (of a longer body so many bytes, then the end), <c>/ready</c>; any other path answers the
/// application's name.
/// </summary>
internal sealed class AppPages(AppOptions options, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public Task AnswerAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["status", var code] when Whole(code) is >= 200 and < 600 and var status => TextAsync(context, status, ""),
            ["delay", var seconds] when Seconds(seconds) is { } delay => DelayAsync(context, delay),
            ["headers"] => TextAsync(context, 200, Headers(context.Request.Headers)),
            ["bytes", var count] when Whole(count) is { } bytes => BytesAsync(context, bytes),
            ["slow-close", var seconds] when Seconds(seconds) is { } delay => SlowCloseAsync(context, delay),
            ["cut", var count] when Whole(count) is { } bytes => CutAsync(context, bytes),
            ["ready"] => IsReady ? TextAsync(context, 200, "ready") : TextAsync(context, 503, "not ready yet"),
            ["status" or "delay" or "bytes" or "slow-close" or "cut", ..] => TextAsync(context, 400, $"{context.Request.Path} has no number that can be used"),
            _ => TextAsync(context, 200, options.Name),
        };
    }

    private bool IsReady => options.ReadyAfter is { } after && time.GetElapsedTime(_started) >= after;

    private static string Headers(IHeaderDictionary headers) =>
        new JsonObject(headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => KeyValuePair.Create<string, JsonNode?>(h.Key, $"{h.Value}"))).ToJsonString();

    private static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        if (status is 204 or 304)
        {
            return Task.CompletedTask;
        }

        context.Response.ContentLength = text.Length;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private async Task DelayAsync(HttpContext context, TimeSpan delay)
    {
        await Polling.PauseAsync(delay, time, context.RequestAborted);
        await TextAsync(context, 200, options.Name);
    }

    private static async Task BytesAsync(HttpContext context, int count)
    {
        context.Response.ContentLength = count;
        await context.Response.Body.WriteAsync(new byte[count], context.RequestAborted);
    }

    /// <summary>What is answered has no length: the end of the connection is its end.</summary>
    private async Task SlowCloseAsync(HttpContext context, TimeSpan delay)
    {
        context.Response.Headers.Connection = "close";
        await context.Response.WriteAsync(options.Name, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Polling.PauseAsync(delay, time, context.RequestAborted);
    }

    private static async Task CutAsync(HttpContext context, int count)
    {
        context.Response.ContentLength = count + 1;
        await context.Response.Body.WriteAsync(new byte[count], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 3600 ? TimeSpan.FromSeconds(seconds) : null;
}
