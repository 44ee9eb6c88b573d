namespace IstioRegressions.Reference.Pilot.Registry;

/// <summary>One endpoint of one port of one service.</summary>
internal sealed record ServiceInstance(Service Service, ServicePort Port, ServiceEndpoint Endpoint);
