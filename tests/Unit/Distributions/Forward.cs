using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Passes requests on to a real registry, so that faults can stand before it.</summary>
internal static class Forward
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public static RequestDelegate To(Uri registry) => async context =>
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(registry, context.Request.Path + context.Request.QueryString));
        foreach (var name in new[] { "Accept", "Authorization", "Range" })
        {
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].AsEnumerable());
        }

        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => h.Key != "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    };
}
