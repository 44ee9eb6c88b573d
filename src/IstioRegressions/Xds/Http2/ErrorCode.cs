namespace IstioRegressions.Xds.Http2;

/// <summary>Why a stream or a connection was ended (RFC 9113, section 7).</summary>
internal static class ErrorCode
{
    private static readonly string[] Names =
    [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
        "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ];

    /// <summary>The name of a code; its number where it has none.</summary>
    public static string Print(uint code) => code < Names.Length ? Names[code] : $"error {code}";
}
