using System.Net;
using System.Net.Sockets;
using System.Text;
using IstioRegressions.Routing;
using IstioRegressions.Xds;

namespace IstioRegressions.Reference.DataPlane;

/// <summary>
/// Answers questions about the proxy as Envoy's admin port does: <c>/clusters</c>, <c>/config_dump</c>, <c>/stats</c>,
/// <c>/logging?level=debug</c> (which logs every request), <c>/server_info</c> (who it says it is), <c>/ready</c>.
/// </summary>
internal sealed class AdminPort : IDisposable
{
    private readonly Observer _observer;
    private readonly ProxyStats _stats;
    private readonly Func<int> _active;
    private readonly NodeIdentity _node;
    private readonly ProxyListeners _listener;

    /// <exception cref="ListenException">The address is in use.</exception>
    public AdminPort(IPEndPoint address, NodeIdentity node, Observer observer, ProxyStats stats, Func<int> active)
    {
        (Address, _node, _observer, _stats, _active) = (address, node, observer, stats, active);
        _listener = new ProxyListeners((socket, _, _) => ServeAsync(socket), stats.Say);
        _listener.Become(new Dictionary<IPEndPoint, CallDirection> { [address] = CallDirection.Gateway });
    }

    public IPEndPoint Address { get; }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket socket)
    {
        using var wire = new Wire(socket);
        try
        {
            if (await wire.RequestAsync(CancellationToken.None) is { } request)
            {
                var (status, text) = Answer(request.Start[1]);
                var body = Encoding.UTF8.GetBytes(text);
                var head = new HttpHead(["HTTP/1.1", $"{status}", ""], [("content-length", $"{body.Length}"), ("connection", "close")]);
                await wire.SendAsync((byte[])[.. head.ToBytes(), .. body], CancellationToken.None);
                wire.End();
            }
        }
        catch (Exception e) when (e is SocketException or FormatException)
        {
            // Whoever asked has gone, or spoke no HTTP.
        }
    }

    private (int Status, string Text) Answer(string path)
    {
        switch (path)
        {
            case "/ready":
                return (200, "LIVE\n");
            case "/server_info":
                return (200, $"{{\"state\":\"LIVE\",\"node\":{{\"id\":\"{_node.Id}\",\"metadata\":{_node.Metadata}}}}}\n");
            case "/clusters":
                return (200, Clusters());
            case "/config_dump":
                return (200, Dump());
            case "/stats":
                string[] own =
                [
                    $"http.downstream_cx_active: {_active()}",
                    $"control_plane.connected_state: {(_observer.IsConnected ? 1 : 0)}",
                    $"cluster_manager.cds.update_failure: {_observer.Failures}",
                ];
                return (200, string.Concat(own.Concat(_stats.Lines).Order(StringComparer.Ordinal).Select(line => line + "\n")));
            case "/logging?level=debug" or "/logging?level=info":
                _stats.IsVerbose = path.EndsWith("debug", StringComparison.Ordinal);
                return (200, $"active loggers:\n  http: {(_stats.IsVerbose ? "debug" : "info")}\n");
            default:
                return (404, "there are /clusters, /config_dump, /stats, /logging?level=debug, /logging?level=info, /server_info and /ready\n");
        }
    }

    private string Clusters()
    {
        var state = _observer.State;
        return string.Concat(state.Clusters.Keys.Order(StringComparer.Ordinal)
            .SelectMany(name => state.EndpointsOf(name).Select(endpoint => $"{name}::{endpoint}\n")));
    }

    private string Dump()
    {
        var state = _observer.State;
        return $"{{\"clusters\":[{Join(state.Clusters.Values)}],\"endpoints\":[{Join(state.Endpoints.Values)}],\"listeners\":[{Join(state.Listeners.Values)}],\"routes\":[{Join(state.Routes.Values)}]}}";

        static string Join<T>(IEnumerable<T> messages) => string.Join(',', messages);
    }
}
