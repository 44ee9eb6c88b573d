using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

/// <summary>What goes wrong between a client and a registry.</summary>
internal static class Faults
{
    public static RequestDelegate Status(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return Task.CompletedTask;
    };

    /// <summary>Content that is not what was asked for.</summary>
    public static RequestDelegate Content(byte[] content, long? length = null) => async context =>
    {
        context.Response.ContentLength = length;
        await context.Response.Body.WriteAsync(content);
    };

    /// <summary>The beginning of some content, and then nothing more on that connection.</summary>
    public static RequestDelegate CutAfter(byte[] content, int bytes) => async context =>
    {
        context.Response.ContentLength = content.Length;
        // An abort would reset the connection and take from the client what it has not read yet: the server closes it by itself.
        await context.Response.Body.WriteAsync(content.AsMemory(0, bytes));
    };

    /// <summary>The beginning of some content, and then a reset, which may take from the client what it has not read yet.</summary>
    public static RequestDelegate ResetAfter(byte[] content, int bytes) => async context =>
    {
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(0, bytes));
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    /// <summary>The connection is cut before an answer.</summary>
    public static RequestDelegate Cut => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>No answer, until the client goes away.</summary>
    public static RequestDelegate Silence => async context =>
    {
        var gone = new TaskCompletionSource();
        context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    };

    /// <summary>One byte at a time, without an end.</summary>
    public static RequestDelegate Drip => async context =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(new byte[1]);
            await context.Response.Body.FlushAsync();
        }
    };

    public static RequestDelegate RedirectTo(Func<HttpContext, string> location, int status = 307) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location(context);
        return Task.CompletedTask;
    };
}
