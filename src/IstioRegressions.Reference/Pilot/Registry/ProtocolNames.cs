namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>The names of protocols in configuration, and what a proxy does with each.</summary>
internal static class ProtocolNames
{
    private static readonly Dictionary<string, Protocol> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["TCP"] = Protocol.Tcp,
        ["UDP"] = Protocol.Udp,
        ["GRPC"] = Protocol.Grpc,
        ["GRPC-Web"] = Protocol.GrpcWeb,
        ["HTTP"] = Protocol.Http,
        ["HTTP_PROXY"] = Protocol.HttpProxy,
        ["HTTP2"] = Protocol.Http2,
        ["HTTPS"] = Protocol.Https,
        ["Thrift"] = Protocol.Thrift,
        ["TLS"] = Protocol.Tls,
        ["Mongo"] = Protocol.Mongo,
        ["Redis"] = Protocol.Redis,
        ["MySQL"] = Protocol.MySql,
    };

    public static IEnumerable<string> All => Known.Keys;

    /// <summary>The protocol of that name; <see cref="Protocol.Unknown"/> for the empty name and for any other.</summary>
    public static Protocol Parse(string name) => Known.GetValueOrDefault(name);

    extension(Protocol protocol)
    {
        public bool IsHttp => protocol is Protocol.Http or Protocol.Http2 or Protocol.HttpProxy or Protocol.Grpc or Protocol.GrpcWeb;

        public bool IsHttp2 => protocol is Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb;

        /// <summary>TLS that the proxy passes on, told apart by server name.</summary>
        public bool IsTls => protocol is Protocol.Https or Protocol.Tls;
    }
}
