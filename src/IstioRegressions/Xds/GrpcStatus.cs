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

    /// <summary>What the trailers say: null where the call ended well, else the status and its message.</summary>
    public static string? Problem(HttpHeaders trailers)
    {
        var status = First(trailers, "grpc-status");
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
        return $"with grpc-status {status} {name}: {Uri.UnescapeDataString(First(trailers, "grpc-message") ?? "no message")}{wayOut}";
    }

    /// <summary>Whether the headers already are the trailers: the call ended without a message.</summary>
    public static bool IsIn(HttpHeaders headers) => headers.Contains("grpc-status");

    private static string? First(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
