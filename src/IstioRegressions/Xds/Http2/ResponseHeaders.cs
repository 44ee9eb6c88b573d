using System.Globalization;
using System.Net;

namespace IstioRegressions.Xds.Http2;

/// <summary>What a response's headers and trailers say that a call needs.</summary>
internal sealed class ResponseHeaders
{
    private readonly HpackDecoder _decoder = new();
    private string? _contentType;
    private string? _grpcStatus;
    private string? _grpcMessage;

    /// <summary>Whether the response has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Takes a header block in: an interim response, the headers, or the trailers.</summary>
    /// <returns>What is wrong with the response; null where nothing is.</returns>
    /// <exception cref="FormatException">It is no header block, or has no status.</exception>
    public string? Take(ReadOnlySpan<byte> block)
    {
        var status = HasBegun ? 0 : -1;
        foreach (var (name, value) in _decoder.Decode(block))
        {
            switch (name)
            {
                case ":status" when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out status):
                    throw new FormatException($"a status '{value}'");
                case "content-type":
                    _contentType = value.Split(';')[0].Trim();
                    break;
                case "grpc-status":
                    _grpcStatus = value;
                    break;
                case "grpc-message":
                    _grpcMessage = value;
                    break;
            }
        }

        const int firstFinal = 200;
        if (status < 0)
        {
            throw new FormatException("a response without a status");
        }

        if (HasBegun || status < firstFinal)
        {
            return null;
        }

        HasBegun = true;
        return GrpcStatus.AnswerProblem((HttpStatusCode)status, _contentType);
    }

    /// <summary>How the call ended: null where it ended well.</summary>
    public string? EndProblem() => GrpcStatus.Problem(_grpcStatus, _grpcMessage);
}
