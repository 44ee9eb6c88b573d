using System.Net;
using Google.Protobuf;

namespace IstioRegressions.Xds;

/// <summary>
/// One bidirectional gRPC call over plaintext HTTP/2 with prior knowledge
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). One sender and one receiver at a time.
/// </summary>
public sealed class GrpcCall : IAsyncDisposable
{
    /// <summary>
    /// The longest message that is read, in bytes. The CDS of 20,000 clusters is some 50 MB; a length beyond this is not
    /// one of a message but of a stream that is out of step.
    /// </summary>
    public const int MessageLimit = 256 * 1024 * 1024;

    private readonly Uri _target;
    private readonly GrpcRequest _request = new();
    private readonly HttpRequestMessage _message;
    private readonly CancellationTokenSource _abort = new();
    private readonly Task<HttpResponseMessage> _response;
    private readonly GrpcFrames _frames;
    private Stream? _body;

    private GrpcCall(HttpMessageInvoker client, Uri target)
    {
        _target = target;
        _frames = new GrpcFrames(target);
        _message = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { { "te", "trailers" } },
            Content = _request,
        };
        _response = ExchangeAsync(client);
    }

    /// <summary>
    /// A client for calls to one server. Its calls share connections, as many as the server's stream limit asks for; each
    /// client has its own.
    /// </summary>
    /// <param name="connect">How to get a byte stream to the server; null for TCP.</param>
    public static HttpMessageInvoker CreateClient(Func<CancellationToken, ValueTask<Stream>>? connect = null) => new(new SocketsHttpHandler
    {
        ConnectCallback = connect is null ? null : (_, ct) => connect(ct),
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        // A stream may stay without a message for as long as nobody changes the configuration.
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>
    /// Starts a call. The server learns of it with the first message; where it cannot be reached, the first send or
    /// receive fails.
    /// </summary>
    /// <param name="client">From <see cref="CreateClient"/>.</param>
    /// <param name="server">The authority, http://host:port.</param>
    /// <param name="method">The path, /package.Service/Method.</param>
    public static GrpcCall Start(HttpMessageInvoker client, Uri server, string method) => new(client, new Uri(server, method));

    /// <summary>Writes one message.</summary>
    /// <exception cref="XdsException">The call is over; <see cref="ReceiveAsync"/> says why.</exception>
    public async Task SendAsync(IMessage message, CancellationToken ct)
    {
        try
        {
            var stream = await _request.Opened.WaitAsync(ct);
            await GrpcFrames.WriteAsync(stream, message, ct);
        }
        catch (Exception e) when (IsTransport(e, ct))
        {
            throw new XdsException($"{_target} takes no more messages: {e.Message}", e);
        }
    }

    /// <summary>Waits until the server has begun to answer, and reads nothing of it.</summary>
    /// <exception cref="XdsException">The server cannot be reached, or does not speak gRPC.</exception>
    public async Task AnswerAsync(CancellationToken ct) => _body ??= await OpenAsync(ct);

    /// <summary>Reads one message; null after the last, where the server ended the call well.</summary>
    /// <exception cref="XdsException">
    /// The server cannot be reached, does not speak gRPC, sent what is no message, broke off, or ended with an error.
    /// </exception>
    public async Task<T?> ReceiveAsync<T>(MessageParser<T> parser, CancellationToken ct)
        where T : class, IMessage<T>
    {
        try
        {
            _body ??= await OpenAsync(ct);
            var message = await _frames.ReadAsync(_body, parser, ct);
            if (message is null)
            {
                EnsureEndedWell(await _response);
            }

            return message;
        }
        catch (Exception e) when (IsTransport(e, ct))
        {
            throw new XdsException($"{_target} broke the stream: {e.Message}", e);
        }
    }

    /// <summary>Abandons the call: the server sees a reset where it has not ended it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync();
        try
        {
            (await _response).Dispose();
        }
        catch (XdsException)
        {
            // There is no response to give up.
        }

        _message.Dispose();
        _abort.Dispose();
    }

    private static bool IsTransport(Exception e, CancellationToken ct) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException or ObjectDisposedException && !ct.IsCancellationRequested);

    private async Task<HttpResponseMessage> ExchangeAsync(HttpMessageInvoker client)
    {
        try
        {
            return await client.SendAsync(_message, _abort.Token);
        }
        catch (Exception e) when (IsTransport(e, CancellationToken.None))
        {
            var reason = new XdsException($"{_target} cannot be called: {e.Message}", e);
            _request.Fail(reason);
            throw reason;
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken ct)
    {
        var response = await _response.WaitAsync(ct);
        if (GrpcStatus.AnswerProblem(response.StatusCode, response.Content.Headers.ContentType?.MediaType) is { } problem)
        {
            throw new XdsException($"{_target} {problem}");
        }

        return await response.Content.ReadAsStreamAsync(ct);
    }

    private void EnsureEndedWell(HttpResponseMessage response)
    {
        var trailers = GrpcStatus.IsIn(response.Headers) ? response.Headers : response.TrailingHeaders;
        if (GrpcStatus.Problem(trailers) is { } problem)
        {
            throw new XdsException($"{_target} ended the call {problem}");
        }
    }
}
