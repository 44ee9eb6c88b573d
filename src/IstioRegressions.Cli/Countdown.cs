using System.Globalization;

namespace IstioRegressions.Cli;

/// <summary>A clock from now on, and how long what is left will take when it goes on as it did.</summary>
/// <param name="time">The clock; null for that of the machine.</param>
internal sealed class Countdown(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _started = (time ?? TimeProvider.System).GetTimestamp();

    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>", about 0:12 left"; empty where nothing is done yet, or less than a second is left.</summary>
    /// <param name="done">How much was done in the time that is gone.</param>
    /// <param name="left">How much there is to do.</param>
    public string Left(double done, double left) =>
        done > 0 && left > 0 && Elapsed / done * left is var rest && rest >= TimeSpan.FromSeconds(1) ? $", about {Clock(rest)} left" : "";

    /// <summary>Minutes and seconds: 0:12.</summary>
    public static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time:ss}");
}
