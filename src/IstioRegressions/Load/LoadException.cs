namespace IstioRegressions.Load;

/// <summary>The load cannot be made; the message has the reason and the way out.</summary>
public sealed class LoadException(string message, Exception? inner = null) : Exception(message, inner);
