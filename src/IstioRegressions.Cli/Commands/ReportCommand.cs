using System.CommandLine;
using System.Globalization;
using System.Text;
using IstioRegressions.Reports;
using IstioRegressions.Reports.Html;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>report</c>: the records of a run, or of its shards, as a file for people or for machines.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("DIR") { Description = "The folder of a run; several are taken for shards of one.", Arity = ArgumentArity.OneOrMore };
        var compare = new Option<string[]>("--compare") { Description = "The folder of an earlier run to compare with; its shards, where it has several." };
        var output = new Option<string>("--output", "-o") { Description = "The file; its extension says the format: .html, .md, .xml (JUnit) or .json. By default report.html in the first DIR." };
        var command = new Command("report", "Makes a report of a run. Exit code 0: made, 2: made, and some records could not be read, 255: usage.")
        {
            folders,
            compare,
            output,
        };
        command.Does(async (parsed, ct) =>
        {
            var from = parsed.GetValue(folders)!;
            var file = Path.GetFullPath(parsed.Given(output) ?? Path.Combine(from[0], "report.html"));
            var render = Renderer(file);
            var report = await Working.OnAsync(parsed.IsQuiet(), $"reading the records of {string.Join(", ", from)}, a second or two a thousand", async _ =>
            {
                var read = await Task.Run(() => RunReport.Read(from, parsed.GetValue(compare)), ct);
                await WriteAsync(file, render(read), ct);
                return read;
            });
            var unreadable = report.AllUnreadable.ToList();
            foreach (var record in unreadable)
            {
                await Console.Error.WriteLineAsync($"istio-regressions: {record.File} could not be read: {record.Why}");
            }

            Console.Out.WriteLine(Summary(report, file));
            return unreadable.Count > 0 ? ExitCode.Undecided : ExitCode.Good;
        });
        return command;
    }

    private static Func<RunReport, string> Renderer(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".html" or ".htm" => report => HtmlReport.Render(report, Path.GetDirectoryName(file)!),
        ".md" => MarkdownReport.Render,
        ".xml" => report => JUnitReport.Render(report, Path.GetDirectoryName(file)!),
        ".json" => report => JsonReport.Render(report, Path.GetDirectoryName(file)!),
        var other => throw new UsageException($"--output {file}: no report ends in '{other}'; .html is a page, .md a job summary, .xml JUnit, .json for programs"),
    };

    private static string Summary(RunReport report, string file)
    {
        var cells = report.Matrix.Cells;
        int Count(Judgement judgement) => cells.Count(c => c.Judgement == judgement);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Path.GetRelativePath(Environment.CurrentDirectory, file)}: {cells.Count} cells, {Count(Judgement.Surprise)} surprises, {Count(Judgement.Inconclusive)} inconclusive");
    }

    // A reader sees the old file or the new one, and what could not be written leaves nothing.
    private static async Task WriteAsync(string file, string text, CancellationToken ct)
    {
        var half = Path.Combine(Path.GetDirectoryName(file)!, $".{Path.GetFileName(file)}.{Environment.ProcessId}");
        try
        {
            await File.WriteAllTextAsync(half, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), ct);
            File.Move(half, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output {file} cannot be written: {e.Message}");
        }
        finally
        {
            if (File.Exists(half))
            {
                File.Delete(half);
            }
        }
    }
}
