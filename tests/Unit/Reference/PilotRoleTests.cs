using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IstioRegressions.Distributions;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Reference;

/// <summary>The executable as a process.</summary>
public sealed class PilotRoleTests : IDisposable
{
    private static readonly TimeSpan DiesWithin = TimeSpan.FromMinutes(1);

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("QUIT", 2)]
    public async Task A_pilot_dies_as_a_pilot_does(string signal, int status)
    {
        var role = ReferenceProgram.Role("pilot", ["discovery", "--configDir", _folder.Path, "--grpcAddr", "127.0.0.1:0", "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0"]);

        // A shell's job in the background ignores SIGQUIT, and so does all that it starts.
        using var pilot = Start(new ProcessStartInfo("env", ["--default-signal=QUIT", role.FileName, .. role.ArgumentList]));
        while (await pilot.StandardOutput.ReadLineAsync() is { } line && !line.Contains("serving"))
        {
        }

        Signal.Send(signal, pilot.Id);
        try
        {
            await pilot.WaitForExitAsync().WaitAsync(DiesWithin);
        }
        finally
        {
            pilot.Kill();
        }

        pilot.ExitCode.Should().Be(status);
    }

    [Theory]
    [InlineData(64, "a role is missing")]
    [InlineData(64, "there is no role 'king'", "king")]
    [InlineData(64, "pilot: there is no defect 'other'; there are", "pilot", "discovery", "--configDir", ".", "--defects", "other")]
    public async Task What_cannot_be_used_is_one_line_and_an_exit_code(int status, string message, params string[] arguments)
    {
        var (code, error) = await RunAsync(arguments);

        code.Should().Be(status);
        error.TrimEnd().Should().StartWith(message).And.NotContain("\n");
    }

    [Fact]
    public async Task An_address_in_use_is_one_line_and_exit_code_2()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, error) = await RunAsync(
            "pilot", "discovery", "--configDir", _folder.Path, "--grpcAddr", $"{taken.LocalEndpoint}", "--httpAddr", "127.0.0.1:0", "--monitoringAddr", "127.0.0.1:0");

        code.Should().Be(2);
        error.TrimEnd().Should().StartWith("pilot: ").And.Contain($"{taken.LocalEndpoint}").And.NotContain("\n");
    }

    public void Dispose() => _folder.Dispose();

    private static Process Start(ProcessStartInfo program)
    {
        program.RedirectStandardOutput = true;
        program.RedirectStandardError = true;
        return Process.Start(program)!;
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(Role(arguments));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    private static ProcessStartInfo Role(string[] arguments)
    {
        var role = ReferenceProgram.Role(arguments.FirstOrDefault(""), arguments.Skip(1));
        if (arguments.Length == 0)
        {
            role.ArgumentList.RemoveAt(role.ArgumentList.Count - 1);
        }

        return role;
    }
}
