using System.Security.Cryptography;
using System.Text;

namespace IstioRegressions.Reports.Html;

/// <summary>The style or the script of the page, which its policy admits by their hash alone.</summary>
internal sealed class PageResource
{
    private PageResource(string name)
    {
        using var stream = typeof(PageResource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in this assembly");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Text = reader.ReadToEnd();
        Hash = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'";
    }

    /// <summary>The style.</summary>
    public static PageResource Style { get; } = new("report.css");

    /// <summary>The script.</summary>
    public static PageResource Script { get; } = new("report.js");

    /// <summary>What stands in its element.</summary>
    public string Text { get; }

    /// <summary>Its hash, as a policy names it.</summary>
    public string Hash { get; }
}
