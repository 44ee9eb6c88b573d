using System.CommandLine;
using IstioRegressions.Cli.Scaffolding;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>new</c>: the class, manifests, catalogue entry and control of a regression, in a checkout of the project.</summary>
internal static class NewCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "Its id: lower-case words joined by hyphens." };
        var title = new Option<string>("--title") { Description = "The wrong outcome, in one sentence.", Required = true };
        var upstream = new Option<string>("--upstream") { Description = "The issue: owner/repository#number, or its address.", Required = true };
        var affected = new Option<string>("--affected") { Description = "The affected versions: [1.6.0, 1.8.0).", Required = true };
        var reported = new Option<string>("--reported") { Description = "The version of the report.", Required = true };
        var command = new Command("new", "Adds a regression to a checkout of the project: scenario, manifests, catalogue entry and control.")
        {
            id, title, upstream, affected, reported,
        };
        command.Does(async (parsed, ct) =>
        {
            var regression = NewRegression.Of(
                parsed.GetRequiredValue(id),
                parsed.GetRequiredValue(title),
                parsed.GetRequiredValue(upstream),
                parsed.GetRequiredValue(affected),
                parsed.GetRequiredValue(reported));
            foreach (var file in await Checkout.Around(Environment.CurrentDirectory).AddAsync(regression, ct))
            {
                Console.Out.WriteLine(file);
            }

            if (parsed.IsQuiet())
            {
                return ExitCode.Good;
            }

            Console.Out.WriteLine(
                $"""

                Next: put the published steps into fixtures-yaml/{regression.Id} and {regression.ClassName}.cs, and the fault into the reference pilot (Behaviour.Defects.cs).
                Until the pilot misbehaves, these are red: the affected versions, the control with-{regression.Id} (dotnet test --filter Regression={regression.Id}),
                and the test that every defect changes a decision of the pilot. The README's picture lacks it until .ci/screenshots draws it again, which a test demands.
                docs/writing-a-scenario.md says how.
                """);
            return ExitCode.Good;
        });
        return command;
    }
}
