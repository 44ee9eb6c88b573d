namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>Ends a call with a gRPC status (https://grpc.io/docs/guides/status-codes/).</summary>
internal sealed class GrpcStatusException(int status, string message, Exception? cause = null) : Exception(message, cause)
{
    public const int Unknown = 2;
    public const int ResourceExhausted = 8;
    public const int Unimplemented = 12;
    public const int Internal = 13;
    public const int Unavailable = 14;

    public int Status => status;
}
