namespace IstioRegressions.Installation;

/// <summary>
/// A release cannot be installed, or what it is installed from cannot be had. The message names the thing, the value that
/// is wrong, and the way out.
/// </summary>
/// <param name="message">What a person should read.</param>
/// <param name="inner">What led to it.</param>
public sealed class InstallationException(string message, Exception? inner = null) : Exception(message, inner);
