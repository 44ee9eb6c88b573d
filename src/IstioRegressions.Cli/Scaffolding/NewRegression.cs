using System.Text.RegularExpressions;
using IstioRegressions.Catalogue;

namespace IstioRegressions.Cli.Scaffolding;

/// <summary>What is said of a regression that is to get a scenario.</summary>
/// <param name="Id">Its id: lower case, words joined by hyphens.</param>
/// <param name="Title">The wrong outcome, in one sentence.</param>
/// <param name="Upstream">The issue: owner/repository#number, whichever way it was written.</param>
/// <param name="Affected">The affected versions, as an interval.</param>
/// <param name="Reported">The version of the report.</param>
internal sealed partial record NewRegression(string Id, string Title, string Upstream, VersionRange Affected, IstioVersion Reported)
{
    /// <summary>The name of the scenario's class, and of the constant that names the defect.</summary>
    public string ClassName => ClassNameOf(Id);

    /// <summary>The title as a sentence.</summary>
    public string Sentence => Title.EndsWith('.') ? Title : $"{Title}.";

    /// <summary>Checks what a user gave.</summary>
    /// <exception cref="UsageException">One of the values is wrong; the message names it and says what it should be.</exception>
    public static NewRegression Of(string id, string title, string upstream, string affected, string reported)
    {
        if (!IdForm().IsMatch(id))
        {
            throw new UsageException($"'{id}' is no id: write lower-case words joined by hyphens, for example serviceentry-endpoint-port");
        }

        if (RegressionCatalogue.Default.Regressions.Any(r => r.Id == id))
        {
            throw new UsageException($"there is a regression '{id}' already; istio-regressions list shows it");
        }

        if (IsTaken(ClassNameOf(id)))
        {
            throw new UsageException($"'{id}' would make a class {ClassNameOf(id)}, and that name means something else in a scenario; add a word to the id");
        }

        if (title.Length < 10)
        {
            throw new UsageException($"--title '{title}' does not say what goes wrong: write one sentence");
        }

        if (Upstreams().Match(upstream) is not { Success: true } issue)
        {
            throw new UsageException($"--upstream '{upstream}' is no issue: write owner/repository#number, for example istio/istio#25309, or its address");
        }

        if (!IstioVersion.TryParse(reported, out var version))
        {
            throw new UsageException($"--reported '{reported}' is not an Istio version, for example 1.6.14");
        }

        if (ReleaseList.Default.Unknown(version) is { } unknown)
        {
            throw new UsageException($"--reported {version}: {unknown}");
        }

        var range = VersionRange.Parse(affected);
        return range.Contains(version)
            ? new NewRegression(id, title, $"{issue.Groups["repository"]}#{issue.Groups["number"]}", range, version)
            : throw new UsageException($"--reported {version} is not in --affected {range}: it was reported of a version that has it");
    }

    private static string ClassNameOf(string id) => string.Concat(id.Split('-').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));

    // The class stands beside the library's names and .NET's, and has a member Cluster; the defect's constant has its name too.
    private static bool IsTaken(string name) =>
        name is "Cluster" or "Judge"
        || typeof(Meshes.ReferenceDefects).GetMember(name).Length > 0
        || typeof(object).GetMember(name).Length > 0
        || new[] { typeof(NewRegression), typeof(RegressionCatalogue), typeof(object) }.SelectMany(t => t.Assembly.GetTypes()).Any(t => t.Name == name);

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdForm();

    [GeneratedRegex(
        @"^((?<repository>[A-Za-z0-9-]+/[A-Za-z0-9._-]+)#(?<number>[0-9]+)|https://github\.com/(?<repository>[A-Za-z0-9-]+/[A-Za-z0-9._-]+)/(issues|pull)/(?<number>[0-9]+)([/?#].*)?)$",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Upstreams();
}
