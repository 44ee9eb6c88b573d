namespace IstioRegressions.Reference.DataPlane;

/// <summary>An address cannot be listened on; the message names it.</summary>
internal sealed class ListenException(string message, Exception inner) : IOException(message, inner);
