using System.Diagnostics;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Programs that some tests need.</summary>
internal static class Tool
{
    public static void SkipWithout(string program) => Skip.IfNot(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Any(d => File.Exists(Path.Combine(d, program))),
        $"{program} is not installed; on Debian: apt-get install {program}");

    /// <summary>Runs a program to its end.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        process.ExitCode.Should().Be(0, $"{program} {string.Join(' ', arguments)} says: {string.Concat(await output)}");
    }
}
