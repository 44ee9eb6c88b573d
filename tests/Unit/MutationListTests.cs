using YamlDotNet.RepresentationModel;

namespace IstioRegressions.Unit;

/// <summary>The list that <c>.ci/mutate</c> plants: it is run by hand, and a decision that moves would be missed until then.</summary>
public sealed class MutationListTests
{
    private static readonly string File = Path.Combine(Sources.Folder, "tests", "mutations.yaml");

    [Fact]
    public void Each_decision_stands_once_in_the_file_that_the_list_names()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(System.IO.File.ReadAllText(File)));
        var faults = ((YamlSequenceNode)yaml.Documents.Single().RootNode).Cast<YamlMappingNode>().ToList();

        faults.Should().HaveCountGreaterThan(50).And.OnlyHaveUniqueItems(f => $"{f["fault"]}");
        faults.Where(f => Times($"{f["in"]}", $"{f["decision"]}") != 1).Select(f => $"{f["fault"]}").Should().BeEmpty();
    }

    private static int Times(string file, string decision)
    {
        decision.Should().MatchRegex("^[^⟦⟧]*⟦[^⟦⟧]+⟧[^⟦⟧]*$");
        return System.IO.File.ReadAllText(Path.Combine(Sources.Folder, file)).Split(decision.Replace("⟦", "").Replace("⟧", "")).Length - 1;
    }
}
