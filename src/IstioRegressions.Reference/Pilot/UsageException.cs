namespace IstioRegressions.Reference.Pilot;

/// <summary>The command line or the environment cannot be used; the message is the one line that is shown.</summary>
internal sealed class UsageException(string message) : Exception(message);
