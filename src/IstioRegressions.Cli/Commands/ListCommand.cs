using System.CommandLine;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Verdicts;
using Spectre.Console;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>list</c>: the regressions of the catalogue.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write JSON to standard output and nothing else." };
        var command = new Command("list", "Lists the regressions of the catalogue: what goes wrong, where, and on what basis.") { json };
        command.Does((parsed, _) =>
        {
            var regressions = RegressionCatalogue.Default.Regressions;
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(regressions.Select(ForMachines), RunFolder.Json));
            }
            else
            {
                AnsiConsole.Write(ForPeople(regressions));
                SayQuarantined(QuarantineList.Default, TimeProvider.System, Console.Out);
            }

            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }

    private static object ForMachines(Regression r) => new
    {
        r.Id,
        r.Title,
        r.Upstream,
        Needs = r.Needs.ToString().ToLowerInvariant().Split(", "),
        Applies = r.Applies.ToString(),
        Affected = r.Affected.Select(ForMachines),
        Unaffected = r.Unaffected.Select(ForMachines),
        Aspects = r.Aspects?.Select(a => new { a.Name, Affected = a.Affected.Select(ForMachines), Unaffected = a.Unaffected.Select(ForMachines) }),
        Versions = r.DefaultVersions(ReleaseList.Default.Versions).Select(v => v.ToString()),
        Quarantined = QuarantineList.Default.Entries.Where(e => e.Regression == r.Id).Select(ForMachines),
    };

    private static object ForMachines(CataloguedRange r) => new { Range = r.Range.ToString(), r.Basis, r.Outcome };

    private static object ForMachines(QuarantineEntry e) =>
        new { e.Environment, Versions = e.Versions?.ToString(), e.Quarantine.Link, e.Quarantine.Expires, e.Quarantine.Reason };

    /// <summary>Says which scenarios are quarantined; nothing where none is.</summary>
    internal static void SayQuarantined(QuarantineList quarantined, TimeProvider time, TextWriter say)
    {
        foreach (var entry in quarantined.Entries)
        {
            say.WriteLine($"quarantined{(entry.IsExpired(time) ? ", expired" : "")}: {entry}");
        }
    }

    private static Table ForPeople(IReadOnlyList<Regression> regressions)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("regression", "what goes wrong", "affected", "needs", "upstream");
        foreach (var r in regressions)
        {
            table.AddRow(
                $"[bold]{Markup.Escape(r.Id)}[/]",
                Markup.Escape(r.Title),
                Markup.Escape(string.Join("\n", (r.Aspects ?? []).Select(a => $"{a.Name}: {Words(a.Affected)}").Prepend(Words(r.Affected)))),
                Markup.Escape(r.Needs.ToString().ToLowerInvariant()),
                Markup.Escape(string.Join(" ", r.Upstream)));
        }

        return table;
    }

    private static string Words(IEnumerable<CataloguedRange> affected) =>
        string.Join(", ", affected.Select(a => $"{a.Range} ({a.Basis.ToString().ToLowerInvariant()}{(a.Outcome is null ? "" : $", {a.Outcome}")})"));
}
