namespace IstioRegressions.Reference;

/// <summary>The command line or the environment cannot be used; the message is the one line that is shown.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
