namespace IstioRegressions.Load;

/// <summary>A change of the configuration that all observers see.</summary>
/// <param name="Apply">Makes it.</param>
/// <param name="Cluster">Whose endpoints it changes.</param>
/// <param name="Endpoint">An endpoint that they have only after it.</param>
public sealed record LoadEdit(Func<CancellationToken, Task> Apply, string Cluster, string Endpoint);
