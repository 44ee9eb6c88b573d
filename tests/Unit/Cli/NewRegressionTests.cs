using IstioRegressions.Catalogue;
using IstioRegressions.Cli;
using IstioRegressions.Cli.Scaffolding;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Cli;

public sealed class NewRegressionTests : IDisposable
{
    private static readonly string[] Edited =
        ["fixtures-yaml/catalogue.yaml", "src/IstioRegressions/Meshes/ReferenceDefects.cs", "src/IstioRegressions.Reference/Pilot/Behaviour.Defects.cs"];

    private readonly TempFolder _folder = new();

    public NewRegressionTests()
    {
        foreach (var file in Edited.Append("IstioRegressions.sln"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.Copy(Path.Combine(Sources.Folder, file), _folder[file]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_regression_has_class_manifests_entry_and_control()
    {
        var files = await Checkout.Around(_folder["src"]).AddAsync(Some("a-new-bug"), default);

        files.Should().BeEquivalentTo(
            ["tests/Scenarios/ANewBug.cs", "fixtures-yaml/a-new-bug/before.yaml", "fixtures-yaml/a-new-bug/after.yaml", .. Edited]);
        files.Should().OnlyContain(file => File.Exists(_folder[file]));
        Read("tests/Scenarios/ANewBug.cs").Should().Contain("[Regression(\"a-new-bug\")]").And.Contain("public sealed class ANewBug(");
        Read(Edited[1]).Should().Contain("public const string ANewBug = \"a-new-bug\";").And.Contain("[ANewBug] =\n            \"Something is lost.\",");
        Read(Edited[2]).Should().Contain("if (defects.Contains(Meshes.ReferenceDefects.ANewBug))");
    }

    [Fact]
    public async Task Its_entry_is_read_as_it_was_said()
    {
        await Checkout.Around(_folder.Path).AddAsync(Some("a-new-bug") with { Title = "Says \"no\": # of hosts & <more>" }, default);

        var entry = RegressionCatalogue.Parse("catalogue.yaml", Read(Edited[0])).Regressions[^1];

        entry.Id.Should().Be("a-new-bug");
        entry.Title.Should().Be("Says \"no\": # of hosts & <more>");
        entry.Defect.Should().Be("a-new-bug");
        entry.Affected.Single().Range.ToString().Should().Be("[1.6.0, 1.8.0)");
        entry.Applies.ToString().Should().Be("[1.6.0, )");
    }

    [Fact]
    public async Task Two_regressions_can_be_added_one_after_the_other()
    {
        await Checkout.Around(_folder.Path).AddAsync(Some("first-bug"), default);
        await Checkout.Around(_folder.Path).AddAsync(Some("second-bug"), default);

        RegressionCatalogue.Parse("catalogue.yaml", Read(Edited[0])).Regressions.Select(r => r.Id).Should().EndWith(["first-bug", "second-bug"]);
    }

    [Fact]
    public async Task A_file_that_is_in_the_way_is_named_and_nothing_is_written()
    {
        Directory.CreateDirectory(_folder["tests/Scenarios"]);
        _folder.Write("tests/Scenarios/ANewBug.cs", "mine");
        var before = Read(Edited[0]);

        var add = () => Checkout.Around(_folder.Path).AddAsync(Some("a-new-bug"), default);

        (await add.Should().ThrowAsync<UsageException>()).WithMessage("tests/Scenarios/ANewBug.cs exists*");
        Read(Edited[0]).Should().Be(before);
        Directory.Exists(_folder["fixtures-yaml/a-new-bug"]).Should().BeFalse();
    }

    [Fact]
    public async Task What_cannot_be_written_leaves_nothing_half_written()
    {
        var before = Read(Edited[0]);
        _folder.Write("fixtures-yaml/a-new-bug", "a file where the folder of manifests is to be");

        var add = () => Checkout.Around(_folder.Path).AddAsync(Some("a-new-bug"), default);

        await add.Should().ThrowAsync<IOException>();
        Read(Edited[0]).Should().Be(before);
        Directory.Exists(_folder["tests/Scenarios"]).Should().BeFalse();
    }

    [Fact]
    public async Task A_checkout_of_another_form_is_an_error_that_names_the_file()
    {
        _folder.Write(Edited[2], "namespace Elsewhere;\n");

        var add = () => Checkout.Around(_folder.Path).AddAsync(Some("a-new-bug"), default);

        (await add.Should().ThrowAsync<UsageException>()).WithMessage($"{Edited[2]} has no line 'return behaviour;'*");
    }

    [Theory]
    [InlineData("Not-An-Id", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.6.5", "'Not-An-Id' is no id*")]
    [InlineData("serviceentry-endpoint-port", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.6.5", "there is a regression 'serviceentry-endpoint-port' already*")]
    [InlineData("verdict", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.6.5", "'verdict' would make a class Verdict, and that name means something else*")]
    [InlineData("cluster", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.6.5", "'cluster' would make a class Cluster*")]
    [InlineData("cancellation-token", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.6.5", "'cancellation-token' would make a class CancellationToken*")]
    [InlineData("host-beside-selected", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.6.5", "'host-beside-selected' would make a class HostBesideSelected*")]
    [InlineData("new-bug", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.6.99", "--reported 1.6.99: there is no release Istio 1.6.99; of 1.6 there are 1.6.0 to 1.6.14")]
    [InlineData("new-bug", "A title of some length", "https://gitlab.com/istio/istio/issues/1", "[1.6.0, )", "1.6.5", "--upstream 'https://gitlab.com/*")]
    [InlineData("new-bug", "short", "istio/istio#1", "[1.6.0, )", "1.6.5", "--title 'short'*")]
    [InlineData("new-bug", "A title of some length", "25309", "[1.6.0, )", "1.6.5", "--upstream '25309'*")]
    [InlineData("new-bug", "A title of some length", "istio/istio#1", "[1.6.0, )", "latest", "--reported 'latest'*")]
    [InlineData("new-bug", "A title of some length", "istio/istio#1", "[1.6.0, )", "1.5.0", "--reported 1.5.0 is not in --affected [1.6.0, )*")]
    public void What_is_said_wrongly_is_named(string id, string title, string upstream, string affected, string reported, string message)
    {
        var check = () => NewRegression.Of(id, title, upstream, affected, reported);

        check.Should().Throw<UsageException>().WithMessage(message);
    }

    [Theory]
    [InlineData("istio/istio.io#1", "istio/istio.io#1")]
    [InlineData("Some-One/Envoy_Proxy#22", "Some-One/Envoy_Proxy#22")]
    [InlineData("https://github.com/istio/istio/issues/25309", "istio/istio#25309")]
    [InlineData("https://github.com/istio/istio.io/pull/7#issuecomment-1", "istio/istio.io#7")]
    public async Task An_issue_is_named_or_given_by_its_address(string upstream, string issue)
    {
        var regression = NewRegression.Of("new-bug", "Something is lost", upstream, "[1.6.0, 1.8.0)", "1.6.5");
        await Checkout.Around(_folder.Path).AddAsync(regression, default);

        RegressionCatalogue.Parse("catalogue.yaml", Read(Edited[0])).Regressions[^1].Upstream.Should().Equal(issue);
    }

    [Fact]
    public async Task A_class_that_there_is_elsewhere_is_named_and_nothing_is_written()
    {
        Directory.CreateDirectory(_folder["tests/Fixtures"]);
        _folder.Write("tests/Fixtures/Scenario.cs", "public abstract class Scenario;");

        var add = () => Checkout.Around(_folder.Path).AddAsync(Some("scenario"), default);

        (await add.Should().ThrowAsync<UsageException>()).WithMessage("'scenario' would make a class Scenario, which tests/Fixtures/Scenario.cs is of already*");
        Directory.Exists(_folder["fixtures-yaml/scenario"]).Should().BeFalse();
    }

    [Fact]
    public void Outside_a_checkout_there_is_nothing_to_add_to()
    {
        using var elsewhere = new TempFolder();

        var around = () => Checkout.Around(elsewhere.Path);

        around.Should().Throw<UsageException>().WithMessage("*is in no checkout*");
    }

    private static NewRegression Some(string id) => NewRegression.Of(id, "Something is lost", "istio/istio#1", "[1.6.0, 1.8.0)", "1.6.5");

    private string Read(string file) => File.ReadAllText(_folder[file]);
}
