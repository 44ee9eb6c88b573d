using System.Diagnostics;
using System.Text.Json;

namespace IstioRegressions.Unit.Catalogue;

/// <summary>Debian's python3-jsonschema, started once: to start it takes longer than all that it is asked.</summary>
public sealed class SchemaJudge : IDisposable
{
    private const string Program = """
        import json, sys
        try:
            import yaml, jsonschema
        except ImportError:
            sys.exit(0)
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        for line in sys.stdin:
            schema, document = (open(path).read() for path in json.loads(line))
            schema = json.loads(schema)
            jsonschema.Draft7Validator.check_schema(schema)
            errors = jsonschema.Draft7Validator(schema).iter_errors(yaml.load(document, loader))
            print(json.dumps([f"{'/'.join(map(str, e.path))}: {e.message}" for e in errors]), flush=True)
        """;

    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process? _process = File.Exists(Python)
        ? Process.Start(new ProcessStartInfo(Python, ["-c", Program]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })
        : null;

    /// <summary>What is wrong with a document, a sentence each.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync(string schema, string document)
    {
        var said = _process is null ? null : await AskAsync(_process, JsonSerializer.Serialize<string[]>([schema, document]));

        Skip.If(said is null, "needs python3 with jsonschema and yaml (Debian: python3-jsonschema python3-yaml)");
        return JsonSerializer.Deserialize<List<string>>(said!)!;
    }

    public void Dispose()
    {
        if (_process is { } process)
        {
            process.StandardInput.Close();
            process.WaitForExit(Patience).Should().BeTrue("it has nothing more to read");
            process.Dispose();
        }
    }

    private static async Task<string?> AskAsync(Process process, string question)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(question);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended: without its packages, or by an error that it says below.
        }

        var said = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (said is null)
        {
            (await process.StandardError.ReadToEndAsync().WaitAsync(Patience)).Should().BeEmpty();
        }

        return said;
    }
}
