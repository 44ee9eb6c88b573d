namespace IstioRegressions.Reports.Html;

/// <summary>A piece of evidence as it stands in the page. Two with the same markup are one, shown once.</summary>
/// <param name="Name">What it is: "xDS", "log", "memory".</param>
/// <param name="Html">Its markup.</param>
internal sealed record EvidencePart(string Name, string Html);
