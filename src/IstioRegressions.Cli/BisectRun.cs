using IstioRegressions.Bisection;
using IstioRegressions.Catalogue;
using IstioRegressions.Meshes;

namespace IstioRegressions.Cli;

/// <summary>Judges the releases that a search asks for, and says what is left to do.</summary>
/// <param name="regression">What is judged.</param>
/// <param name="environment">Where.</param>
/// <param name="search">What asks.</param>
/// <param name="say">Where the progress is said.</param>
/// <param name="time">The clock; null for that of the machine.</param>
internal sealed class BisectRun(Regression regression, MeshEnvironment environment, ReleaseSearch search, TextWriter say, TimeProvider? time = null)
{
    private readonly List<Probe> _probes = [];
    private readonly Dictionary<IstioVersion, string> _missing = [];

    public Regression Regression => regression;

    public MeshEnvironment Environment => environment;

    public ReleaseSearch Search => search;

    /// <summary>The verdicts in the order in which they were reached.</summary>
    public IReadOnlyList<Probe> Probes => _probes;

    /// <summary>The releases that cannot be run here, each with the reason.</summary>
    public IReadOnlyDictionary<IstioVersion, string> Missing => _missing;

    /// <summary>Judges one release after the other until the search has ended.</summary>
    /// <param name="missing">Why a release cannot be run; null where it can.</param>
    /// <param name="judge">Judges a release once.</param>
    /// <param name="ct">Ends it.</param>
    public async Task WalkAsync(Func<IstioVersion, string?> missing, Func<IstioVersion, CancellationToken, Task<Probe>> judge, CancellationToken ct)
    {
        say.WriteLine($"{regression.Id} ({environment.ToString().ToLowerInvariant()}): looking for the first {search.Adjective} release of {string.Join(", ", search.Line)}");
        foreach (var release in search.Line)
        {
            if (missing(release) is { } why)
            {
                _missing[release] = why;
                search.LeaveOut(release);
                say.WriteLine($"skipped: {release}: {why}");
            }
        }

        var clock = new Countdown(time);
        while (search.Next is { } release)
        {
            var left = clock.Left(_probes.Count, search.ExpectedVerdicts);
            say.WriteLine($"{Count(search.Candidates.Count, "release")} left, about {Count(search.ExpectedVerdicts, "verdict")} to go{left}; judging {release}");
            var probe = await judge(release, ct);
            _probes.Add(probe);
            search.Add(release, probe.Verdict.Kind);
            say.WriteLine($"  {release}: {probe.Verdict.Kind.ToString().ToLowerInvariant()}: {probe.Verdict.Reason}");
        }
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
