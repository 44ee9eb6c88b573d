namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>An accepted object and the revision that its last change made.</summary>
internal sealed record StoredObject(ConfigObject Object, string ResourceVersion);
