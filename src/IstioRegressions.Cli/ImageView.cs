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

    /// <summary>Does the work, and shows it.</summary>
    /// <param name="quiet">Whether nothing is to be shown.</param>
    /// <param name="images">How many images it is about.</param>
    /// <param name="work">The work.</param>
    public static Task<T> FollowAsync<T>(bool quiet, int images, Func<IProgress<ImageProgress>, Task<T>> work) =>
        quiet ? work(new Progress<ImageProgress>())
        : Working.Terminal is { } terminal ? terminal.Status().StartAsync("images", status => work(new Changing(status, new Count(images))))
        : work(new Lines(new Count(images)));

    private static string Say(ImageProgress p) => p.Step switch
    {
        ImageStep.Fetching when p.Total > 0 => string.Create(CultureInfo.InvariantCulture, $"{p.Image.Name}: fetching, {p.Done / MiB:0.0} of {p.Total / MiB:0.0} MiB of a layer"),
        ImageStep.Unpacking => $"{p.Image.Name}: unpacking {p.Detail}, {p.Done} of {p.Total} layers",
        ImageStep.Retrying or ImageStep.Waiting => $"{p.Image.Name}: {p.Detail}",
        var step => $"{p.Image.Name}: {step.ToString().ToLowerInvariant()}",
    };

    // Which of them an image is, and how long the rest will take: most of the time goes into what is fetched.
    internal sealed class Count(int images, TimeProvider? time = null)
    {
        private readonly Countdown _clock = new(time);
        private readonly List<string> _seen = [];

        public string Of(ImageReference image)
        {
            lock (_seen)
            {
                if (!_seen.Contains(image.Name, StringComparer.Ordinal))
                {
                    _seen.Add(image.Name);
                }

                return images < 2 ? "" : $"{_seen.Count} of {Math.Max(images, _seen.Count)}{_clock.Left(_seen.Count - 1, images - _seen.Count + 1)}: ";
            }
        }
    }

    private sealed class Changing(StatusContext status, Count count) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => status.Status = Markup.Escape(count.Of(value.Image) + Say(value));
    }

    private sealed class Lines(Count count) : IProgress<ImageProgress>
    {
        private readonly HashSet<string> _fetched = [];

        public void Report(ImageProgress value)
        {
            lock (_fetched)
            {
                var which = count.Of(value.Image);
                if (value.Step == ImageStep.Fetching && _fetched.Add(value.Image.Name))
                {
                    Console.Error.WriteLine($"{which}fetching {value.Image.Name}");
                }
                else if (value.Step is ImageStep.Retrying or ImageStep.Waiting)
                {
                    Console.Error.WriteLine(which + Say(value));
                }
            }
        }
    }
}
