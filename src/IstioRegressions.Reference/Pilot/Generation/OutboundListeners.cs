using System.Globalization;
using IstioRegressions.Reference.Pilot.Push;
using IstioRegressions.Reference.Pilot.Registry;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Generation;

/// <summary>
/// Puts the listeners of a sidecar together: one for each port, on the address of a TCP service that has one, or on those of
/// its pods where its clients choose among them, else on 0.0.0.0, where services that share a port are told apart by server
/// name, address block or route table.
/// </summary>
/// <param name="names">The names of filters.</param>
/// <param name="chains">What listeners are made of.</param>
/// <param name="context">The state of the mesh.</param>
/// <param name="scope">What the sidecar sees.</param>
/// <param name="podsOf">The addresses of a service's pods, without the proxy's own; null where no pod is known.</param>
internal sealed class OutboundListeners(FilterNames names, FilterChains chains, PushContext context, SidecarScope scope, Func<ServiceKey, IReadOnlyList<string>?> podsOf)
{
    private readonly Dictionary<(string Address, int Port), OutboundListener> _listeners = [];

    /// <summary>The listeners; those of TCP first.</summary>
    public IEnumerable<Listener> Build()
    {
        foreach (var service in scope.Services)
        {
            foreach (var port in service.Ports)
            {
                Add(service, port);
            }
        }

        return _listeners.Values.OrderBy(l => l.Kind != TrafficKind.Tcp).Select(l => l.Build(names));
    }

    private void Add(Service service, ServicePort port)
    {
        if (port.Protocol == Protocol.Udp)
        {
            return;
        }

        if (port.Protocol.IsHttp)
        {
            AddHttp(port.Number);
            return;
        }

        foreach (var address in AddressesOf(service).Where(a => a != Service.Unspecified || context.Behaviour.HasTcpListener(service)))
        {
            if (port.Protocol == Protocol.Unknown)
            {
                AddAuto(service, port, address);
            }
            else
            {
                AddTcp(service, port, address);
            }
        }
    }

    private void AddHttp(int port)
    {
        var listener = At(Service.Unspecified, port);
        if (listener.Kind is TrafficKind.Http or TrafficKind.Auto)
        {
            return;
        }

        var http = Http(Service.Unspecified, port, Routes(port));
        if (listener.Kind == TrafficKind.Tcp)
        {
            listener.AddHttp(http);
        }
        else
        {
            listener.Start(TrafficKind.Http, WithLastResort(listener, http));
        }
    }

    private void AddTcp(Service service, ServicePort port, string address)
    {
        var listener = At(address, port.Number);
        var tcp = WithLastResort(listener, [Tcp(service, port)]);
        switch (listener.Kind)
        {
            case null:
                listener.Start(TrafficKind.Tcp, tcp);
                break;
            case TrafficKind.Http:
                listener.AddTcpToHttp(tcp);
                break;
            default:
                listener.AddTcp(listener.Kind.Value, tcp);
                break;
        }
    }

    private void AddAuto(Service service, ServicePort port, string address)
    {
        var listener = At(address, port.Number);
        if (listener.Kind == TrafficKind.Auto)
        {
            return;
        }

        var routes = address == Service.Unspecified ? Routes(port.Number) : $"{service.Host}:{Routes(port.Number)}";
        FilterChain[] both = [Tcp(service, port), .. Http(address, port.Number, routes)];
        if (listener.Kind == TrafficKind.Tcp)
        {
            listener.AddTcp(TrafficKind.Auto, WithLastResort(listener, both));
        }
        else
        {
            listener.Start(TrafficKind.Auto, WithLastResort(listener, both));
        }
    }

    private FilterChain[] Http(string address, int port, string routes)
    {
        var chain = chains.OutboundHttp(address, port, routes);
        FilterChains.RequireHttp(chain);
        return [chain];
    }

    private FilterChain Tcp(Service service, ServicePort port)
    {
        var isBlock = service.Address.Contains('/');
        var match = new FilterChainMatch();
        if (isBlock)
        {
            match.PrefixRanges.Add(Addresses.Block(service.Address));
        }

        if (port.Protocol.IsTls && (isBlock || service.Address == Service.Unspecified))
        {
            match.ServerNames.Add(service.Host);
        }

        var asked = match.Equals(new FilterChainMatch()) ? null : match;
        return context.VirtualServices.TcpOfSidecars(service.Host, port.Number) is { } route
            ? chains.Tcp(VirtualRoutes.Tcp(route, port.Number, scope), asked)
            : chains.Tcp(ClusterName.Outbound(port.Number, service.Host), asked);
    }

    private FilterChain[] WithLastResort(OutboundListener existing, FilterChain[] incoming) =>
        incoming.Concat(existing.Chains).Any(FilterChains.TakesAll) ? incoming : [.. incoming, chains.PassOn()];

    private OutboundListener At(string address, int port)
    {
        if (!_listeners.TryGetValue((address, port), out var listener))
        {
            _listeners.Add((address, port), listener = new OutboundListener(address, port));
        }

        return listener;
    }

    private IReadOnlyList<string> AddressesOf(Service service) =>
        context.Behaviour.ListensForPods && service.IsHeadless && podsOf(service.Key) is { } pods ? pods
        : [service.Address.Contains('/') ? Service.Unspecified : service.Address];

    private static string Routes(int port) => port.ToString(CultureInfo.InvariantCulture);
}
