using System.Globalization;
using IstioRegressions.Meshes;
using IstioRegressions.Xds;

namespace IstioRegressions.Load;

/// <summary>A few connections that many workers share.</summary>
internal sealed class EndpointClients(Mesh mesh, int count) : IDisposable
{
    private readonly EndpointClient[] _clients =
        [.. Enumerable.Range(0, count).Select(i => mesh.ConnectEndpoints(string.Create(CultureInfo.InvariantCulture, $"envoy-{i}")))];

    public EndpointClient this[int worker] => _clients[worker % _clients.Length];

    public void Dispose() => Array.ForEach(_clients, c => c.Dispose());
}
