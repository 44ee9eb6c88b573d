using System.Buffers.Binary;
using System.Threading.Channels;
using Google.Protobuf;
using IstioRegressions.Xds.Protos;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Xds;

/// <summary>One stream that a client has opened to <see cref="FakeAds"/>.</summary>
internal sealed class FakeStream(HttpContext context)
{
    private readonly Channel<DiscoveryRequest> _requests = Channel.CreateUnbounded<DiscoveryRequest>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;

    public string Path => context.Request.Path;

    /// <summary>The next request of the client.</summary>
    public async Task<DiscoveryRequest> ReceiveAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(Some.Patience);

    /// <summary>Waits until the client has left: true where it reset the stream, false where it only says no more.</summary>
    public async Task<bool> LeftAsync() => await _left.Task.WaitAsync(Some.Patience);

    /// <summary>Sends resources with a version and a nonce of their own, which are returned.</summary>
    public async Task<DiscoveryResponse> PushAsync(string typeUrl, params IMessage[] resources)
    {
        _sent++;
        var response = new DiscoveryResponse
        {
            VersionInfo = $"version-{_sent}",
            Nonce = $"nonce-{_sent}",
            TypeUrl = typeUrl,
            Resources = { resources.Select(r => Some.Any(typeUrl, r.ToByteString())) },
        };
        await SendAsync(response);
        return response;
    }

    public async Task SendAsync(DiscoveryResponse response)
    {
        var message = response.ToByteArray();
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        await SendRawAsync(frame);
    }

    public async Task SendRawAsync(params byte[] bytes)
    {
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Ends the stream as gRPC does, by trailers.</summary>
    public void End(int status, string message)
    {
        context.Response.AppendTrailer("grpc-status", $"{status}");
        context.Response.AppendTrailer("grpc-message", Uri.EscapeDataString(message));
        _ended.TrySetResult();
    }

    /// <summary>Ends the stream without a word.</summary>
    public void Break() => _ended.TrySetResult();

    /// <summary>Resets the stream.</summary>
    public void Abort() => context.Abort();

    /// <summary>Answers every subscription with what there is, until all that the client asks for is acknowledged.</summary>
    public async Task ServeAsync(World world)
    {
        var acknowledged = 0;
        while (acknowledged < world.Kinds)
        {
            var request = await ReceiveAsync();
            if (request.ResponseNonce.Length > 0)
            {
                acknowledged++;
            }
            else
            {
                await PushAsync(request.TypeUrl, world.Of(request.TypeUrl));
            }
        }
    }

    /// <summary>Reads requests until the client or the test ends the stream.</summary>
    public async Task RunAsync()
    {
        using var stop = new CancellationTokenSource();
        var reading = ReadAsync(stop.Token);
        await Task.WhenAny(_ended.Task, reading);
        // Kestrel uses the context again for another stream: nothing may read from it then.
        await stop.CancelAsync();
        await reading;
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var prefix = new byte[5];
        try
        {
            while (true)
            {
                await context.Request.Body.ReadExactlyAsync(prefix, ct);
                var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
                await context.Request.Body.ReadExactlyAsync(message, ct);
                _requests.Writer.TryWrite(DiscoveryRequest.Parser.ParseFrom(message));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _requests.Writer.TryComplete();
            _left.TrySetResult(e is not EndOfStreamException && !ct.IsCancellationRequested);
        }
    }
}
