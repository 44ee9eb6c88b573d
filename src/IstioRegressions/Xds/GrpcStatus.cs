using System.Net;
using System.Net.Http.Headers;

namespace IstioRegressions.Xds;

/// <summary>How a server ended a call (https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).</summary>
internal static class GrpcStatus
{
    private const int Unimplemented = 12;

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>What is wrong with the beginning of an answer; null where nothing is.</summary>
    /// <param name="status">The status of HTTP.</param>
    /// <param name="mediaType">The content type without parameters; null where there is none.</param>
    public static string? AnswerProblem(HttpStatusCode status, string? mediaType) =>
        status != HttpStatusCode.OK ? $"answered HTTP {(int)status} {status} where gRPC answers 200; is this the port of plaintext xDS?"
        : mediaType?.StartsWith("application/grpc", StringComparison.Ordinal) != true
            ? $"answered with {mediaType ?? "no content type"} where gRPC answers application/grpc; is this the port of plaintext xDS?"
        : null;

    /// <summary>What the trailers say: null where the call ended well, else the status and its message.</summary>
    public static string? Problem(HttpHeaders trailers) => Problem(First(trailers, "grpc-status"), First(trailers, "grpc-message"));

    /// <summary>What the trailers' fields say: null where the call ended well, else the status and its message.</summary>
    public static string? Problem(string? status, string? message)
    {
        if (status == "0")
        {
            return null;
        }

        if (status is null)
        {
            return "without a grpc-status";
        }

        var name = int.TryParse(status, out var code) && code >= 0 && code < Names.Length ? Names[code] : "which gRPC does not define";
        var wayOut = code == Unimplemented ? "; does it speak the other version of xDS?" : "";
        return $"with grpc-status {status} {name}: {Uri.UnescapeDataString(message ?? "no message")}{wayOut}";
    }

    /// <summary>Whether the headers already are the trailers: the call ended without a message.</summary>
    public static bool IsIn(HttpHeaders headers) => headers.Contains("grpc-status");

    private static string? First(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
