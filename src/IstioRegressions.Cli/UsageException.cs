namespace IstioRegressions.Cli;

/// <summary>What was asked for cannot be done, whatever the version: exit code 255 with one line.</summary>
public sealed class UsageException(string message) : Exception(message);
