using System.Globalization;
using IstioRegressions.Distributions;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Distributions;

/// <summary>The part of the registry API that a pull needs, over images in memory.</summary>
internal static class MemoryRegistry
{
    public static RequestDelegate Serve(TestImage image, string prefix = "") => async context =>
    {
        var path = context.Request.Path.Value!;
        var repository = $"/v2/{prefix}{image.Name.Repository}/";
        if (path == "/v2/")
        {
            return;
        }

        var rest = path.StartsWith(repository, StringComparison.Ordinal) ? path[repository.Length..].Split('/') : ["none", ""];
        var digest = rest[^1] == image.Name.Tag ? image.Digest : Digest.TryParse(rest[^1], out var asked) ? asked : image.Digest;
        if (rest[0] == "manifests" && (rest[1] == image.Name.Tag || rest[1].StartsWith("sha256:")) && image.Manifests.TryGetValue(digest, out var manifest))
        {
            context.Response.ContentType = manifest.MediaType;
            context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
            await context.Response.Body.WriteAsync(manifest.Content);
        }
        else if (rest[0] == "blobs" && image.Blobs.TryGetValue(digest, out var blob))
        {
            await WriteAsync(context, blob);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    };

    private static async Task WriteAsync(HttpContext context, byte[] blob)
    {
        var range = (string?)context.Request.Headers.Range;
        var from = range is null ? 0 : int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        if (range is not null)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{blob.Length - 1}/{blob.Length}";
        }

        context.Response.ContentLength = blob.Length - from;
        await context.Response.Body.WriteAsync(blob.AsMemory(from));
    }
}
