using Spectre.Console;

namespace IstioRegressions.Cli;

/// <summary>
/// Says on the error stream, so that what is printed for others stays whole, what a command does and how long it may take:
/// a line that changes on a terminal; elsewhere a line each, none where it is all over within two seconds.
/// </summary>
internal static class Working
{
    // Often enough that the clock runs.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // What is over sooner needs no word.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>Does the work, and says so.</summary>
    /// <param name="quiet">Whether nothing is to be said.</param>
    /// <param name="what">What is done, and how long it may take.</param>
    /// <param name="work">The work; it is given a way to say how far it has come.</param>
    public static Task<T> OnAsync<T>(bool quiet, string what, Func<Action<string>, Task<T>> work) =>
        quiet ? work(_ => { })
        : Terminal is { } terminal ? OnTerminalAsync(terminal, what, work)
        : InLinesAsync(Console.Error, TimeProvider.System, what, work);

    /// <summary>The error stream as a terminal; null where it is none.</summary>
    internal static IAnsiConsole? Terminal =>
        !Console.IsErrorRedirected && AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }) is { Profile.Capabilities.Interactive: true } errors
            ? errors
            : null;

    internal static async Task<T> InLinesAsync<T>(TextWriter say, TimeProvider time, string what, Func<Action<string>, Task<T>> work)
    {
        var one = new Lock();
        var (last, latest, said) = ((string?)null, what, false);
        void Say()
        {
            lock (one)
            {
                said = true;
                if (latest != last)
                {
                    say.WriteLine(last = latest);
                }
            }
        }

        void Report(string how)
        {
            lock (one)
            {
                latest = how;
            }

            if (said)
            {
                Say();
            }
        }

        using var soon = time.CreateTimer(_ => Say(), null, Soon, Timeout.InfiniteTimeSpan);
        return await work(Report);
    }

    private static Task<T> OnTerminalAsync<T>(IAnsiConsole terminal, string what, Func<Action<string>, Task<T>> work) =>
        terminal.Status().StartAsync(Markup.Escape(what), async status =>
        {
            var (clock, latest) = (new Countdown(), what);
            void Show() => status.Status = Markup.Escape($"{latest} ({Countdown.Clock(clock.Elapsed)})");
            using var timer = TimeProvider.System.CreateTimer(_ => Show(), null, TimeSpan.Zero, Tick);
            return await work(how =>
            {
                latest = how;
                Show();
            });
        });
}
