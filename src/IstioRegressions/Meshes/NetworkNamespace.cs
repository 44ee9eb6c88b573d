using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IstioRegressions.Distributions;

namespace IstioRegressions.Meshes;

/// <summary>
/// A network namespace that has nothing but a loopback interface, for pilots that listen on every interface there is. A
/// relay of ours lives in it, and keeps it for as long as it does; from outside, a port in it is a Unix socket.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    /// <summary>What the relay says when it relays.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(20);
    private static readonly Lazy<Right> Probed = new(Probe);

    private readonly Process _relay;
    private readonly string _sockets;

    private NetworkNamespace(Process relay, string sockets) => (_relay, _sockets) = (relay, sockets);

    /// <summary>Why this process may not make one; null where it may.</summary>
    public static string? Missing => Probed.Value.Missing;

    /// <summary>The Unix socket that leads to a port of the namespace.</summary>
    public static string SocketOf(string directory, IPEndPoint port) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{port.Port}.socket"));

    /// <summary>Makes one, with a relay to each of the ports.</summary>
    /// <param name="guard">What ends it with this process.</param>
    /// <param name="directory">Where the sockets are made.</param>
    /// <param name="ports">Where the pilot will listen inside.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">It cannot be made.</exception>
    public static async Task<NetworkNamespace> StartAsync(HostGuard guard, string directory, IReadOnlyList<IPEndPoint> ports, CancellationToken ct)
    {
        var relay = ReferenceProgram.Role("relay", ["--sockets", directory, .. ports.Select(p => p.ToString())]);
        var start = new ProcessStartInfo("unshare", [.. Probed.Value.Unshare, "--", relay.FileName, .. relay.ArgumentList])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in relay.Environment)
        {
            start.Environment[name] = value;
        }

        var process = guard.Start(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ReadyWithin);
        try
        {
            var said = await process.StandardOutput.ReadLineAsync(limit.Token);
            return said == Ready
                ? new NetworkNamespace(process, directory)
                : throw new MeshException($"the network namespace was not made: {said} {await process.StandardError.ReadToEndAsync(limit.Token)}");
        }
        catch (Exception e)
        {
            process.KillTree();
            process.Dispose();
            throw e is OperationCanceledException && !ct.IsCancellationRequested
                ? new MeshException($"the relay in the network namespace was not ready within {ReadyWithin.TotalSeconds:0} s; is the machine overloaded?", e)
                : e;
        }
    }

    /// <summary>The same command inside: nsenter becomes the program, so the process is the pilot's own.</summary>
    public ProcessStartInfo Inside(ProcessStartInfo command)
    {
        string[] entered = Probed.Value.Unshare.Contains("--user") ? ["--user", "--preserve-credentials", "--net"] : ["--net"];
        var inside = new ProcessStartInfo("nsenter", ["--target", _relay.Id.ToString(CultureInfo.InvariantCulture), .. entered, "--", command.FileName, .. command.ArgumentList])
        {
            WorkingDirectory = command.WorkingDirectory,
        };
        foreach (var (name, value) in command.Environment)
        {
            inside.Environment[name] = value;
        }

        return inside;
    }

    /// <summary>A stream to a port inside.</summary>
    /// <exception cref="SocketException">The relay is gone. Where nothing listens on the port, the stream ends at once.</exception>
    public async ValueTask<Stream> ConnectAsync(IPEndPoint port, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketOf(_sockets, port)), ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends the relay; the namespace goes with the last process in it.</summary>
    public async ValueTask DisposeAsync()
    {
        _relay.KillTree();
        await _relay.WaitForExitAsync();
        _relay.Dispose();
    }

    /// <summary>Root may make a network namespace; others may where they may make a user namespace to make it in.</summary>
    private static Right Probe()
    {
        var refusal = "";
        foreach (string[] options in (string[][])[["--net"], ["--net", "--user", "--map-root-user"]])
        {
            if (Refusal("unshare", [.. options, "--", "nsenter", "--version"]) is not { } said)
            {
                return new Right(options, null);
            }

            refusal = said;
        }

        return new Right([], refusal);
    }

    private static string? Refusal(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (Win32Exception e)
        {
            return $"{program} of util-linux cannot be started: {new Win32Exception(e.NativeErrorCode).Message}";
        }
    }

    private sealed record Right(string[] Unshare, string? Missing);
}
