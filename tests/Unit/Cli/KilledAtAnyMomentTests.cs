using IstioRegressions.Meshes;
using IstioRegressions.Unit.Meshes;
using IstioRegressions.Verdicts;
using Xunit.Abstractions;

namespace IstioRegressions.Unit.Cli;

/// <summary>A matrix that is killed with SIGKILL again and again, at moments drawn at random: the command, or its test host.</summary>
public sealed class KilledAtAnyMomentTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 200;

    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(5);

    // A matrix of three versions is over by then on a quiet machine.
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromHours(1));
    private readonly TempFolder _temp = new();

    public void Dispose()
    {
        _limit.Dispose();
        _temp.Dispose();
    }

    [Fact]
    [Trait("Scale", "Published")]
    public async Task Nothing_is_left_of_it_and_every_record_is_whole()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var killed = new List<string>();

        for (var kill = 0; kill < Kills; kill++)
        {
            var (moment, theHost) = (random.NextDouble() * Latest, random.Next(2) == 0);
            killed.Add(await KillAsync(moment, theHost));
        }

        output.WriteLine(string.Join('\n', killed.CountBy(what => what).Select(k => $"{k.Value} × {k.Key}")));
        killed.Should().Contain("its test host").And.Contain("the command");
        Directory.EnumerateDirectories(_temp.Path, HostGuard.DirectoryPrefix + "*").Should().BeEmpty();
    }

    private async Task<string> KillAsync(TimeSpan after, bool theHost)
    {
        var artifacts = Directory.CreateDirectory(Path.Combine(_temp.Path, "artifacts")).FullName;
        using var command = CommandLine.Start(
            artifacts, [("TMPDIR", _temp.Path)], "matrix", "--regression", "serviceentry-endpoint-port", "--versions", "1.6.12..1.6.14");
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        moment.CancelAfter(after);
        await Task.WhenAny(command.WaitForExitAsync(moment.Token));
        _limit.Token.ThrowIfCancellationRequested();

        var host = Ours().FirstOrDefault(pid => Processes.Arguments(pid).Any(a => Path.GetFileName(a) == "testhost.dll"));
        var killed = command.HasExited ? "nobody: it had ended" : theHost && host > 0 ? "its test host" : "the command";
        if (killed == "its test host")
        {
            // The command sees that its host is gone, says so, and ends by itself.
            Signal.Send("KILL", host);
            await CommandLine.EndAsync(command);
        }
        else
        {
            command.Kill();
        }

        await Polling.UntilAsync(
            "nothing of it runs or lies about",
            GoneWithin,
            _ => Task.FromResult(Ours().Count == 0 && !Directory.EnumerateDirectories(_temp.Path, HostGuard.DirectoryPrefix + "*").Any()),
            () => $"{killed} was killed after {after.TotalSeconds:0.000} s; there are {string.Join("; ", Ours().Select(pid => string.Join(' ', Processes.Arguments(pid))))}",
            _limit.Token);
        foreach (var run in Directory.EnumerateDirectories(artifacts))
        {
            new RunFolder(run).Invoking(r => r.ReadAll()).Should().NotThrow();
        }

        Directory.Delete(artifacts, recursive: true);
        return killed;
    }

    private List<int> Ours() => Processes.With("TMPDIR", _temp.Path);
}
