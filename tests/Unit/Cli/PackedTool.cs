using System.Diagnostics;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Cli;

/// <summary>The tool, packed from two copies of the checkout at paths of different lengths. It takes minutes.</summary>
public sealed class PackedTool : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private static readonly string[] NotSources = ["bin", "obj", ".git", "artifacts", "TestResults"];

    private readonly TempFolder _folder = new();

    /// <summary>The package of the first copy.</summary>
    public string Package { get; private set; } = "";

    /// <summary>The package of the second copy.</summary>
    public string Other { get; private set; } = "";

    /// <summary>A folder for what a test makes.</summary>
    public string Folder => _folder.Path;

    public async Task InitializeAsync()
    {
        Package = await PackAsync("one");
        Other = await PackAsync(Path.Combine("another", "and-deeper"));
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Runs a program to its end, in a folder, and demands an exit code.</summary>
    public static async Task<string> RunAsync(int code, string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        // What this test host was told, and what its builder was, is not for what it starts.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("ISTIO_", StringComparison.Ordinal) || n.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.Should().Be(code, "{0} {1} says: {2}", program, string.Join(' ', arguments), string.Concat(await said));
        return (await said)[0];
    }

    private async Task<string> PackAsync(string name)
    {
        var sources = _folder[name];
        Copy(new DirectoryInfo(Sources.Folder), sources);
        var output = $"{sources}-package";
        await RunAsync(0, sources, "dotnet", "pack", "src/IstioRegressions.Cli", "--output", output, "--disable-build-servers", "--nologo");
        return Directory.GetFiles(output).Should().ContainSingle().Subject;
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (var folder in from.EnumerateDirectories().Where(f => !NotSources.Contains(f.Name)))
        {
            Copy(folder, Path.Combine(to, folder.Name));
        }
    }
}
