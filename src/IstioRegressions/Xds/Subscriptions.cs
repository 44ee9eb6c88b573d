using Google.Protobuf;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Xds;

/// <summary>
/// The client's side of ADS, without the stream: what to ask for, what a response makes of the state and how to answer it
/// (https://www.envoyproxy.io/docs/envoy/latest/api-docs/xds_protocol). Not safe for concurrent use.
/// </summary>
internal sealed class Subscriptions
{
    /// <summary>google.rpc.Code.INTERNAL, the code that Envoy rejects with.</summary>
    private const int Internal = 13;

    private static readonly XdsType[] Types = Enum.GetValues<XdsType>();
    private static readonly XdsType[] Followers = [XdsType.Endpoints, XdsType.Listeners, XdsType.Routes];

    private readonly ObserverOptions _options;
    private readonly Subscription[] _all;
    private readonly Decoding _decoding;
    private readonly string[]? _fixedEndpoints;

    public Subscriptions(ObserverOptions options)
    {
        _options = options;
        _decoding = options.Decoding;
        _all = [.. Types.Select(type => new Subscription(type, options.Protocol))];
        _fixedEndpoints = options.EndpointNames is { } names
            ? [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
            : null;
        this[XdsType.Endpoints].Names = _fixedEndpoints ?? [];
    }

    /// <summary>The types that were asked for, or will be, and that no response came for.</summary>
    public IEnumerable<XdsType> Awaited => Types.Where(type =>
        !this[type].Answered && HasSubject(type));

    private Subscription this[XdsType type] => _all[(int)type];

    /// <summary>
    /// What a new stream begins with: CDS alone at first, later all that was asked for before. A stream must not begin
    /// with EDS or RDS without names: some servers take that for all.
    /// </summary>
    public List<DiscoveryRequest> Open()
    {
        List<DiscoveryRequest> requests = [];
        foreach (var type in Types)
        {
            this[type].Nonce = "";
            if (type == XdsType.Clusters || (this[type].IsOpen && HasSubject(type)))
            {
                requests.Add(this[type].Request());
            }
        }

        requests[0].Node = new Node { Id = _options.Node.Id, Metadata = _options.Node.Metadata };
        return requests;
    }

    /// <summary>Takes a response in: the push, the state after it, and what does not parse.</summary>
    public (Push Push, ObservedState State, XdsException? Error) Take(
        XdsType type,
        DiscoveryResponse response,
        ObservedState state,
        Acknowledgement acknowledgement)
    {
        this[type].Nonce = response.Nonce;
        this[type].Answered = true;
        string[] names = [];
        XdsException? error = null;
        try
        {
            var resources = _decoding.Decode(type, response);
            names = Array.ConvertAll(resources, XdsResources.NameOf);
            state = acknowledgement.Reason is null ? Apply(type, resources, state) : state;
        }
        catch (XdsException e)
        {
            error = e;
        }

        var rejection = error?.Message ?? acknowledgement.Reason;
        if (rejection is null && !acknowledgement.IsSilent)
        {
            this[type].Version = response.VersionInfo;
        }

        var now = _options.TimeProvider.GetUtcNow();
        return (new Push(now, type, response.VersionInfo, response.Nonce, response.Known?.Length ?? response.Resources.Count, names, rejection), state, error);
    }

    /// <summary>The answer to a push that was taken in, and the subscriptions that it changes.</summary>
    public List<DiscoveryRequest> Answer(Push push, Acknowledgement acknowledgement)
    {
        List<DiscoveryRequest> requests = [];
        if (push.Rejection is { } reason)
        {
            requests.Add(this[push.Type].Request(new Status { Code = Internal, Message = reason }));
        }
        else if (!acknowledgement.IsSilent)
        {
            requests.Add(this[push.Type].Request());
        }

        foreach (var type in Followers)
        {
            var subscription = this[type];
            if (subscription.IsOpen ? subscription.IsOutdated && !acknowledgement.IsSilent : HasSubject(type))
            {
                requests.Add(subscription.Request());
            }
        }

        return requests;
    }

    /// <summary>The answer to a response of a type that nobody asked for.</summary>
    public static DiscoveryRequest Refuse(DiscoveryResponse response, string reason) => new()
    {
        TypeUrl = response.TypeUrl,
        ResponseNonce = response.Nonce,
        ErrorDetail = new Status { Code = Internal, Message = reason },
    };

    /// <summary>Whether there is something to ask for: CDS and LDS mean all, EDS and RDS need names.</summary>
    private bool HasSubject(XdsType type) => type is XdsType.Clusters or XdsType.Listeners || this[type].Names.Length > 0;

    private ObservedState Apply(XdsType type, IMessage[] resources, ObservedState state)
    {
        var next = _decoding.Next(state, type, resources, _fixedEndpoints);
        if (type == XdsType.Clusters)
        {
            this[XdsType.Endpoints].Names = _fixedEndpoints ?? next.EndpointNames();
        }
        else if (type == XdsType.Listeners)
        {
            this[XdsType.Routes].Names = next.RouteNames();
        }

        return next;
    }
}
