namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>The protocol of a service port; <see cref="Unknown"/> is left to the proxy to find out.</summary>
internal enum Protocol
{
    Unknown,
    Tcp,
    Udp,
    Grpc,
    GrpcWeb,
    Http,
    HttpProxy,
    Http2,
    Https,
    Thrift,
    Tls,
    Mongo,
    Redis,
    MySql,
}
