using IstioRegressions.Reference.Pilot.Registry;

namespace IstioRegressions.Reference.Pilot.Push;

/// <summary>The state of the mesh that a full push made, which every later push is generated from until the next full one.</summary>
internal sealed record PushContext(string Version, IReadOnlyList<Service> Services, SidecarScopes Scopes);
