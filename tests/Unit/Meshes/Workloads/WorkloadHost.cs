using System.Net;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;
using IstioRegressions.Meshes.Workloads;
using IstioRegressions.Unit.Reference;
using IstioRegressions.Xds;

namespace IstioRegressions.Unit.Meshes.Workloads;

/// <summary>Workloads on addresses of their own; their sidecars are told of them by a pilot inside the test's process, where there is one.</summary>
internal sealed class WorkloadHost : IAsyncDisposable
{
    private readonly LoopbackBlock _addresses = LoopbackBlock.Claim();
    private readonly TempFolder _folder = new();
    private readonly LivePilot? _pilot;

    private WorkloadHost(LivePilot? pilot) => _pilot = pilot;

    public static async Task<WorkloadHost> StartAsync(bool withPilot) => new(withPilot ? await LivePilot.StartAsync([]) : null);

    /// <summary>The address that the next pod or Service has, and so many behind it.</summary>
    public IPAddress Ahead(int count)
    {
        var bytes = _addresses.Next().GetAddressBytes();
        bytes[3] += (byte)count;
        return new IPAddress(bytes);
    }

    /// <summary>Deploys; discovery is where nobody listens unless there is a pilot.</summary>
    public async Task<Workload> DeployAsync(WorkloadRequest request, CancellationToken ct)
    {
        var discovery = _pilot is null ? new IPEndPoint(_addresses.First, 1) : IPEndPoint.Parse(_pilot.Grpc.Authority);
        var host = new PodHost(
            await HostGuard.OfThisProcessAsync(ct), _folder.Path, _addresses.Next, _ => discovery, XdsProtocol.V2,
            (address, name, version) => NodeIdentity.Sidecar($"{address}", name, "default", version ?? IstioVersion.Parse("1.6.14")), TimeProvider.System);
        return await Workload.StartAsync(host, request, AnnounceAsync, ct);

        Task AnnounceAsync(IReadOnlyList<IPAddress> pods, CancellationToken ct)
        {
            _pilot?.Apply(Reference.Yaml.ServiceEntry(
                request.Name,
                $"{request.Name}.example",
                $"ports: [{{ number: 8080, name: http, protocol: HTTP }}], resolution: STATIC, endpoints: [{string.Join(", ", pods.Select(p => $"{{ address: {p} }}"))}]"));
            return Task.CompletedTask;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_pilot is not null)
        {
            await _pilot.DisposeAsync();
        }

        _addresses.Dispose();
        _folder.Dispose();
    }
}
