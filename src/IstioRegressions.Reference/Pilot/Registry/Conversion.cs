using System.Net;
using IstioRegressions.Reference.Pilot.Configuration;

namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>Turns configuration into services and instances.</summary>
internal static class Conversion
{
    private const string Unix = "unix://";
    private const string TlsModeLabel = "security.istio.io/tlsMode";

    /// <summary>A service for each host and address of a ServiceEntry.</summary>
    public static List<Service> Services(ConfigObject config)
    {
        var entry = config.ServiceEntry;
        Items<ServicePort> ports = [.. entry.Ports.Select(p => new ServicePort(p.Name, p.Number, ProtocolNames.Parse(p.Protocol)))];
        IReadOnlyList<string> addresses = entry.Addresses.Count == 0 ? [Service.Unspecified] : [.. entry.Addresses.Select(SingleAddress)];
        return
        [
            .. from host in entry.Hosts
               from address in addresses
               select new Service(
                   new ServiceKey(host, config.Namespace),
                   address,
                   ports,
                   entry.Resolution,
                   entry.IsMeshExternal,
                   entry.ExportTo.Contains("."),
                   config.CreationTimestamp,
                   entry.SubjectAltNames),
        ];
    }

    /// <summary>The endpoints that a ServiceEntry lists, or its hosts where they are its endpoints, for each port of the services.</summary>
    public static List<ServiceInstance> Instances(ConfigObject config, IEnumerable<Service> services, Func<ServiceEntrySpec, bool> isItsOwnEndpoint)
    {
        var entry = config.ServiceEntry;
        return
        [
            .. from service in services.DistinctBy(s => s.Key)
               from port in service.Ports.Zip(entry.Ports)
               from endpoint in isItsOwnEndpoint(entry)
                   ? [OfHost(service.Host, port.Second)]
                   : entry.Endpoints.Select(e => Endpoint(service, port.Second, e, e.Labels.Find(TlsModeLabel) ?? "disabled"))
               select new ServiceInstance(service, port.First, endpoint),
        ];
    }

    /// <summary>A WorkloadEntry as an endpoint of each port of the services of an entry that selects it.</summary>
    public static IEnumerable<ServiceInstance> Instances(WorkloadEntrySpec workload, SelectingEntry entry)
    {
        var tlsMode = workload.Labels.Find(TlsModeLabel) ?? (workload.ServiceAccount.Length > 0 ? "istio" : "disabled");
        return from service in entry.Services.DistinctBy(s => s.Key)
               from port in service.Ports.Zip(entry.Entry.ServiceEntry.Ports)
               select new ServiceInstance(service, port.First, Endpoint(service, port.Second, workload, tlsMode));
    }

    private static ServiceEndpoint OfHost(string host, PortSpec port) =>
        new(host, TargetOf(port), port.Name, Map<string>.Empty, "", "", 1, "", "disabled");

    private static int TargetOf(PortSpec port) => port.TargetPort != 0 ? port.TargetPort : port.Number;

    private static ServiceEndpoint Endpoint(Service service, PortSpec port, WorkloadEntrySpec workload, string tlsMode)
    {
        var isUnix = workload.Address.StartsWith(Unix, StringComparison.Ordinal);
        var own = workload.Ports.Find(port.Name);
        return new ServiceEndpoint(
            isUnix ? workload.Address[Unix.Length..] : workload.Address,
            isUnix ? 0 : own != 0 ? own : TargetOf(port),
            port.Name,
            workload.Labels,
            workload.Network,
            workload.Locality,
            Math.Max(1, workload.Weight),
            workload.ServiceAccount.Length == 0 ? "" : $"spiffe://cluster.local/ns/{service.Key.Namespace}/sa/{workload.ServiceAccount}",
            tlsMode);
    }

    /// <summary>A block of one address is that address.</summary>
    private static string SingleAddress(string address)
    {
        var slash = address.IndexOf('/', StringComparison.Ordinal);
        var isSingle = slash > 0 && address[(slash + 1)..] == (address.Contains(':') ? "128" : "32");
        return isSingle ? IPAddress.Parse(address.AsSpan(0, slash)).ToString() : address;
    }
}
