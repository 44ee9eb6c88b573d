using System.Diagnostics;
using System.Text.Json.Nodes;
using IstioRegressions.Reports;

namespace IstioRegressions.Unit.Reports;

/// <summary>What Debian's readers of JSON schemas, JUnit and Markdown make of our reports, asked once.</summary>
public sealed class ForeignReaders : IAsyncLifetime
{
    private const string Python = "/usr/bin/python3";

    private JsonNode? _said;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Python))
        {
            return;
        }

        using var shards = new SomeShards();
        var report = RunReport.Read([shards.One, shards.Two], [shards.One]);
        void Write(string name, string text) => File.WriteAllText(Path.Combine(shards.Folder, name), text);
        var json = JsonReport.Render(report, shards.Folder);
        Write("run.json", json);
        Write("wrong-judgement.json", json.Replace("\"as-expected\"", "\"fine\""));
        Write("wrong-record.json", json.Replace("\"attempt\": 1", "\"attempt\": 0"));
        Write("run.xml", JUnitReport.Render(report, shards.Folder));
        Write("run.md", MarkdownReport.Render(report));
        foreach (var schema in (string[])["report.schema.json", "verdict.schema.json"])
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "fixtures-yaml", schema), Path.Combine(shards.Folder, schema));
        }

        _said = JsonNode.Parse(await RunAsync(Path.Combine(AppContext.BaseDirectory, "Reports", "foreign_readers.py"), shards.Folder));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What one of them says; without it the test is skipped, and says what to install.</summary>
    public JsonNode Of(string part, string package)
    {
        Skip.If(_said?[part] is null, $"{package} is not installed; on Debian: apt-get install {package}");
        return _said![part]!;
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        process.ExitCode.Should().Be(0, await errors);
        return await said;
    }
}
