namespace IstioRegressions.Routing;

/// <summary>An Envoy would refuse this configuration; the message says which and why.</summary>
internal sealed class ConfigurationRefusedException(string message, Exception? inner = null) : Exception(message, inner);
