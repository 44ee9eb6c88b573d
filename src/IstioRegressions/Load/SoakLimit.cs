using System.Globalization;

namespace IstioRegressions.Load;

/// <summary>How long a soak goes on: for a time, or for a number of rounds.</summary>
/// <param name="Time">The time; null where rounds are counted.</param>
/// <param name="Rounds">The rounds; null where the time counts.</param>
public sealed record SoakLimit(TimeSpan? Time, int? Rounds)
{
    private const int MostRounds = 10_000;

    // A round may take a minute: both together are what a timer can wait for.
    private static readonly TimeSpan MostTime = TimeSpan.FromDays(7);

    /// <summary>As long as the first crash of the published report took.</summary>
    public static SoakLimit Default { get; } = new(TimeSpan.FromMinutes(2), null);

    /// <summary>Reads a time, "90s", "10m" or "2h", or a number of rounds, "200".</summary>
    /// <returns>Null where the text is neither, or more than a week or 10,000 rounds.</returns>
    public static SoakLimit? Parse(string text)
    {
        var unit = text.Length == 0 ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        var digits = unit == TimeSpan.Zero ? text : text[..^1];
        return !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0 ? null
            : unit == TimeSpan.Zero ? number <= MostRounds ? new SoakLimit(null, number) : null
            : unit * (double)number <= MostTime ? new SoakLimit(unit * number, null) : null;
    }

    /// <summary>As it is read.</summary>
    public override string ToString() =>
        Time is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0}s") : string.Create(CultureInfo.InvariantCulture, $"{Rounds}");
}
