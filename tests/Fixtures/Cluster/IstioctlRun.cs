using System.ComponentModel;
using System.Diagnostics;
using IstioRegressions.Installation;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>Runs the <c>istioctl</c> of a release.</summary>
/// <param name="file">The executable.</param>
internal sealed class IstioctlRun(string file)
{
    private const int LastLines = 15;

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InstallationException">It is not there, or fails; the message has its last lines.</exception>
    /// <exception cref="OperationCanceledException">It was to end, and was killed.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        if (!File.Exists(file))
        {
            throw new InstallationException($"there is no {file}, by which this release is installed; give the directory of an unpacked release, which has it as a checkout has not (ISTIO_RELEASE)");
        }

        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new InstallationException($"{file} cannot be run: {e.Message}; is it of this platform, and executable?", e);
        }

        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? await output
            : throw new InstallationException($"{file} {arguments[0]} ended with {process.ExitCode}; its last lines:\n{Tail($"{await output}\n{await errors}")}");
    }

    private static string Tail(string text) => string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(LastLines).Select(l => $"  {l}"));
}
