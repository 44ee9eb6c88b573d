using System.Globalization;
using IstioRegressions.Distributions;
using Spectre.Console;

namespace IstioRegressions.Cli;

/// <summary>
/// Shows work on images on the error stream, so that what is printed for others stays whole: one line that changes on a
/// terminal; elsewhere a line for each image that is fetched and for each wait.
/// </summary>
internal static class ImageView
{
    private const double MiB = 1 << 20;

    public static Task<T> FollowAsync<T>(Func<IProgress<ImageProgress>, Task<T>> work)
    {
        var errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return Console.IsErrorRedirected || !errors.Profile.Capabilities.Interactive
            ? work(new Lines())
            : errors.Status().StartAsync("images", status => work(new Changing(status)));
    }

    private static string Say(ImageProgress p) => p.Step switch
    {
        ImageStep.Fetching when p.Total > 0 => string.Create(CultureInfo.InvariantCulture, $"{p.Image.Name}: fetching, {p.Done / MiB:0.0} of {p.Total / MiB:0.0} MiB of a layer"),
        ImageStep.Unpacking => $"{p.Image.Name}: unpacking {p.Detail}, {p.Done} of {p.Total} layers",
        ImageStep.Retrying or ImageStep.Waiting => $"{p.Image.Name}: {p.Detail}",
        var step => $"{p.Image.Name}: {step.ToString().ToLowerInvariant()}",
    };

    private sealed class Changing(StatusContext status) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => status.Status = Markup.Escape(Say(value));
    }

    private sealed class Lines : IProgress<ImageProgress>
    {
        private readonly HashSet<string> _fetched = [];

        public void Report(ImageProgress value)
        {
            lock (_fetched)
            {
                if (value.Step == ImageStep.Fetching && _fetched.Add(value.Image.Name))
                {
                    Console.Error.WriteLine($"fetching {value.Image.Name}");
                }
                else if (value.Step is ImageStep.Retrying or ImageStep.Waiting)
                {
                    Console.Error.WriteLine(Say(value));
                }
            }
        }
    }
}
