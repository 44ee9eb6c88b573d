using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Unit.Workflows;

/// <summary>A workflow of GitHub Actions, as far as our tests look at it.</summary>
internal sealed partial class Workflow
{
    private readonly YamlMappingNode _root;

    public Workflow(string file)
    {
        Text = File.ReadAllText(Path.Combine(Sources.Folder, file));
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));
        _root = (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    public string Text { get; }

    public YamlMappingNode? Permissions => Map(_root, "permissions");

    /// <summary>Whether it runs by the clock.</summary>
    public bool IsScheduled => Map(_root, "on")!.Children.ContainsKey("schedule");

    public IEnumerable<(string Name, YamlMappingNode Job)> Jobs => Map(_root, "jobs")!.Select(j => (((YamlScalarNode)j.Key).Value!, (YamlMappingNode)j.Value));

    /// <summary>What is run, with what the variables of its step stand for.</summary>
    public IEnumerable<(string Script, IReadOnlyDictionary<string, string> Variables)> Scripts =>
        from job in Jobs
        from step in ((YamlSequenceNode)job.Job["steps"]).Cast<YamlMappingNode>()
        where step.Children.ContainsKey("run")
        select (((YamlScalarNode)step["run"]).Value!, Variables([_root, job.Job, step]));

    /// <summary>The variables that are set anywhere.</summary>
    public IEnumerable<string> Names => Variables([_root, .. Jobs.Select(j => j.Job)]).Keys.Concat(Scripts.SelectMany(s => s.Variables.Keys)).Distinct();

    private static YamlMappingNode? Map(YamlMappingNode node, string field) => node.Children.TryGetValue(field, out var child) ? child as YamlMappingNode : null;

    private IReadOnlyDictionary<string, string> Variables(IEnumerable<YamlMappingNode> levels) => levels.Select(l => Map(l, "env")).OfType<YamlMappingNode>()
        .SelectMany(e => e.Children).GroupBy(v => v.Key.ToString(), StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => Value(g.Last().Value.ToString()), StringComparer.Ordinal);

    // An input is what it is when nobody gives it.
    private string Value(string text) => Input().Match(text) is { Success: true } input
        ? _root["on"]["workflow_dispatch"]["inputs"][input.Groups["name"].Value] is YamlMappingNode about && about.Children.TryGetValue("default", out var value) ? value.ToString() : "1.6.0"
        : text.Contains("${{", StringComparison.Ordinal) ? "1.6.0" : text;

    [GeneratedRegex(@"^\$\{\{ inputs\.(?<name>[\w-]+) \}\}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Input();
}
