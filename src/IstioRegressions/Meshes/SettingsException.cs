namespace IstioRegressions.Meshes;

/// <summary>A setting has a value that it cannot have; the message names the variable and the values that it takes.</summary>
public sealed class SettingsException(string message) : Exception(message);
