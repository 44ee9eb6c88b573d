namespace IstioRegressions.Meshes;

/// <summary>Reads a value that is one of a few.</summary>
internal static class SettingsValue
{
    /// <summary>One of the names of an enumeration, in any case.</summary>
    /// <exception cref="SettingsException">It is none of them; the message lists them.</exception>
    public static T OneOf<T>(string name, string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known ? Enum.Parse<T>(known)
        : throw new SettingsException($"{name} '{text}' is none of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}");

    /// <summary>true or false; false where nothing is set.</summary>
    /// <exception cref="SettingsException">It is neither.</exception>
    public static bool TrueOrFalse(string name, string? text) =>
        text is null ? false : bool.TryParse(text, out var value) ? value : throw new SettingsException($"{name} '{text}' is none of true, false");
}
