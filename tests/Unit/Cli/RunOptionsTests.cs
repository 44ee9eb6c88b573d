using System.CommandLine;
using IstioRegressions.Cli;
using IstioRegressions.Cli.Commands;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Cli;

/// <summary>What options come to, without a process.</summary>
public sealed class RunOptionsTests
{
    [Theory]
    [InlineData("reference")]
    [InlineData("Reference")]
    public void A_pilot_and_the_reference_are_refused_together(string reference)
    {
        var read = () => Read("--environment", reference, "--pilot", "/a/pilot", "--versions", "1.6.14");

        read.Should().Throw<SettingsException>().WithMessage("ISTIO_PILOT '/a/pilot' is a real pilot, and ISTIO_ENVIRONMENT 'reference' *; leave one of the two out");
    }

    [Fact]
    public void A_pilot_and_a_reference_that_a_variable_names_are_refused_too()
    {
        var read = () => Read([("ISTIO_ENVIRONMENT", "reference")], "--pilot", "/a/pilot", "--versions", "1.6.14");

        read.Should().Throw<SettingsException>().WithMessage("ISTIO_PILOT '/a/pilot' is a real pilot*");
    }

    [Theory]
    [InlineData(null, MeshEnvironment.Native)]
    [InlineData(" ", MeshEnvironment.Native)]
    [InlineData("reference", MeshEnvironment.Reference)]
    public void A_release_asks_for_native_where_no_variable_names_another(string? variable, MeshEnvironment environment) =>
        Read([("ISTIO_ENVIRONMENT", variable)], "--release", "/a/release", "--versions", "1.6.14").Environment.Should().Be(environment);

    [Fact]
    public void An_empty_option_is_not_given()
    {
        var usual = Read();

        Read("--pilot", "", "--output", "", "--release", " ", "--environment", "", "--versions", "", "--lock", "").Should().BeEquivalentTo(usual, o => o.Excluding(s => s.Run), "the name of a run has the second in it");
    }

    [Theory]
    [InlineData(5, double.NaN)]
    [InlineData(5, double.PositiveInfinity)]
    [InlineData(5, 0.5)]
    public void A_confidence_that_is_none_is_refused(int repeat, double confidence)
    {
        var sureness = () => BisectCommand.Sureness(repeat, confidence);

        sureness.Should().Throw<UsageException>().WithMessage("--confidence * is not above 0.5 and below 1");
    }

    [Fact]
    public void A_command_about_one_regression_does_not_say_that_it_takes_several()
    {
        Help(VerdictCommand.Create(_ => null)).Should().Be("The regression, as list names it. Must be given, and once.");
        Help(BisectCommand.Create(_ => null)).Should().Be(Help(VerdictCommand.Create(_ => null)));
        Help(MatrixCommand.Create(_ => null)).Should().Contain("more than once. All of them by default.");

        static string? Help(Command command) => command.Options.Single(o => o.Name == "--regression").Description;
    }

    [Fact]
    public void Doctor_takes_what_says_where_pilots_and_releases_are() =>
        DoctorCommand.Create(_ => null).Options.Select(o => o.Name).Should().Contain(["--pilot", "--release", "--hub", "--lock", "--images"]);

    private static Settings Read(params string[] arguments) => Read([], arguments);

    private static Settings Read((string Name, string? Value)[] variables, params string[] arguments)
    {
        var options = new RunOptions(name => variables.FirstOrDefault(v => v.Name == name).Value);
        var command = new Command("some");
        options.AddTo(command);
        return options.Settings(command.Parse(arguments));
    }
}
