using System.Net;
using System.Net.Http.Headers;

namespace IstioRegressions.Xds;

/// <summary>A request body that is written to for as long as the call lasts.</summary>
internal sealed class GrpcRequest : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GrpcRequest() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

    /// <summary>The stream to write to, once there is a connection.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>There will be no connection.</summary>
    public void Fail(XdsException reason)
    {
        _opened.TrySetException(reason);
        _ = _opened.Task.Exception;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        _opened.TrySetResult(stream);
        return _ended.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        // The handler may have given up before it asked for the body: whoever waits to write must not wait for ever.
        _opened.TrySetCanceled();
        _ended.TrySetResult();
        base.Dispose(disposing);
    }
}
