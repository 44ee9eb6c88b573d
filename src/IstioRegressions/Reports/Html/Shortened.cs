namespace IstioRegressions.Reports.Html;

/// <summary>Text that must not be longer than a page can bear; the whole of it is in the record.</summary>
internal static class Shortened
{
    /// <summary>At most so many letters, with a sign where some are left out.</summary>
    public static string To(string text, int letters) => text.Length <= letters ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[letters - 2]) ? letters - 2 : letters - 1)}…";
}
