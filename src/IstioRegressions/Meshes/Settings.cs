using System.Globalization;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Load;

namespace IstioRegressions.Meshes;

/// <summary>What the ISTIO_ environment variables say; the same names stand in runsettings, workflows and on the command line.</summary>
public sealed record Settings
{
    private static readonly Lazy<Settings> Once = new(() => Read());

    /// <summary>The settings of this process, read once.</summary>
    /// <exception cref="SettingsException">A variable has a value that it cannot have.</exception>
    public static Settings Current => Once.Value;

    /// <summary>ISTIO_ENVIRONMENT: where meshes come from; native where only ISTIO_PILOT is set.</summary>
    public MeshEnvironment Environment { get; init; } = MeshEnvironment.Reference;

    /// <summary>ISTIO_VERSIONS: the versions asked for, the earliest first; empty where none are, and each regression has its own.</summary>
    public IReadOnlyList<IstioVersion> Versions { get; init; } = [];

    /// <summary>ISTIO_PILOT: the path of the real pilot, with {version} in it one for each version.</summary>
    public string? Pilot { get; init; }

    /// <summary>ISTIO_RELEASE: the files that a release is installed from, with {version} in the path one for each version.</summary>
    public string? Release { get; init; }

    /// <summary>ISTIO_HUB, ISTIO_LOCK, ISTIO_IMAGES, ISTIO_MIRRORS, ISTIO_CACHE: where real pilots come from without a path.</summary>
    public ImageSettings Images { get; init; } = new() { Lock = DefaultLock() };

    /// <summary>ISTIO_KUBECONFIG, ISTIO_CONTEXT, ISTIO_INSTALL, ISTIO_KEEP, ISTIO_PILOT_IMAGE, ISTIO_K3S_IMAGE: which cluster, and what is on it.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>
    /// ISTIO_ALLOW_ALL_INTERFACES: pilots that listen on all interfaces whatever they are told are run without a network
    /// namespace where none can be made.
    /// </summary>
    public bool AllowAllInterfaces { get; init; }

    /// <summary>ISTIO_RESOURCES_PER_TEST: how many applications a scenario about many of them has; the published report had 30.</summary>
    public int ResourcesPerTest { get; init; } = 30;

    /// <summary>ISTIO_SOAK: how long a soak goes on, a time or a number of rounds.</summary>
    public SoakLimit Soak { get; init; } = SoakLimit.Default;

    /// <summary>ISTIO_ARTIFACTS: the directory of all runs.</summary>
    public string Artifacts { get; init; } = Path.Combine(SolutionFolder() ?? Directory.GetCurrentDirectory(), "artifacts");

    /// <summary>ISTIO_EXPECT: which verdict a test asserts.</summary>
    public ExpectedVerdict Expect { get; init; } = ExpectedVerdict.Catalogue;

    /// <summary>ISTIO_RUN, or ISTIO_RESUME: the name of this run's folder below <see cref="Artifacts"/>.</summary>
    public string Run { get; init; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{System.Environment.ProcessId}");

    /// <summary>Whether ISTIO_RESUME names the run: what it has decided is not run again.</summary>
    public bool Resumes { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="variables">The value of a variable, null where it is not set; the environment of this process when not given.</param>
    /// <exception cref="SettingsException">A variable has a value that it cannot have; the message lists the right ones.</exception>
    public static Settings Read(Func<string, string?>? variables = null)
    {
        variables ??= System.Environment.GetEnvironmentVariable;
        string? Value(string name) => variables(name) is { } text && text.Trim().Length > 0 ? text.Trim() : null;

        var defaults = new Settings();
        var settings = new Settings
        {
            Environment = Value("ISTIO_ENVIRONMENT") is { } environment ? SettingsValue.OneOf<MeshEnvironment>("ISTIO_ENVIRONMENT", environment) : (Value("ISTIO_PILOT") ?? Value("ISTIO_RELEASE")) is null ? defaults.Environment : MeshEnvironment.Native,
            Versions = ParseVersions(Value("ISTIO_VERSIONS")),
            Pilot = Value("ISTIO_PILOT") is { } pilot ? Path.GetFullPath(pilot) : null,
            Release = Value("ISTIO_RELEASE") is { } release ? Path.GetFullPath(release) : null,
            Images = ImageVariables.Read(Value, defaults.Images),
            Cluster = ClusterVariables.Read(Value),
            AllowAllInterfaces = SettingsValue.TrueOrFalse("ISTIO_ALLOW_ALL_INTERFACES", Value("ISTIO_ALLOW_ALL_INTERFACES")),
            ResourcesPerTest = Number("ISTIO_RESOURCES_PER_TEST", Value("ISTIO_RESOURCES_PER_TEST"), defaults.ResourcesPerTest, most: 10_000),
            Soak = SoakOf(Value("ISTIO_SOAK")),
            Artifacts = Value("ISTIO_ARTIFACTS") is { } artifacts ? Path.GetFullPath(artifacts) : defaults.Artifacts,
            Expect = Value("ISTIO_EXPECT") is { } expect ? SettingsValue.OneOf<ExpectedVerdict>("ISTIO_EXPECT", expect) : defaults.Expect,
            Run = Value("ISTIO_RESUME") ?? Value("ISTIO_RUN") ?? defaults.Run,
            Resumes = Value("ISTIO_RESUME") is not null,
        };
        settings.Check();
        return settings;
    }

    /// <summary>
    /// What a verdict is judged by: what the catalogue or <see cref="Expect"/> says. The reference plays a version by its
    /// defects, and answers an edit of endpoints as 1.6 does, whatever version it plays.
    /// </summary>
    public Expectation ExpectationOf(Regression regression, IstioVersion version)
    {
        var catalogued = regression.Expect(version);
        var push = Environment == MeshEnvironment.Reference ? PushKind.Endpoints : catalogued.Push;
        return Expect switch
        {
            ExpectedVerdict.Affected => new Expectation(ExpectationKind.Affected, Push: push),
            ExpectedVerdict.Unaffected => new Expectation(ExpectationKind.Unaffected, Push: push),
            _ => catalogued with { Push = push },
        };
    }

    /// <summary>The variables that make another process read these settings; null unsets one.</summary>
    public IReadOnlyDictionary<string, string?> ToVariables() => new Dictionary<string, string?>([.. ImageVariables.Of(Images), .. ClusterVariables.Of(Cluster)], StringComparer.Ordinal)
    {
        ["ISTIO_ENVIRONMENT"] = Environment.ToString().ToLowerInvariant(),
        ["ISTIO_VERSIONS"] = Versions.Count == 0 ? null : string.Join(',', Versions),
        ["ISTIO_PILOT"] = Pilot,
        ["ISTIO_RELEASE"] = Release,
        ["ISTIO_ALLOW_ALL_INTERFACES"] = AllowAllInterfaces ? "true" : null,
        ["ISTIO_RESOURCES_PER_TEST"] = ResourcesPerTest.ToString(CultureInfo.InvariantCulture),
        ["ISTIO_SOAK"] = Soak.ToString(),
        ["ISTIO_ARTIFACTS"] = Artifacts,
        ["ISTIO_EXPECT"] = Expect.ToString().ToLowerInvariant(),
        ["ISTIO_RUN"] = Run,
        ["ISTIO_RESUME"] = Resumes ? Run : null,
    };

    private void Check()
    {
        if (Environment is MeshEnvironment.K3s or MeshEnvironment.Cluster)
        {
            ClusterVariables.Check(this);
        }

        if (Environment == MeshEnvironment.Reference && Pilot is not null)
        {
            throw new SettingsException($"ISTIO_PILOT '{Pilot}' is a real pilot, and ISTIO_ENVIRONMENT 'reference' plays every version with our own; leave one of the two out");
        }

        if (Run is "." or ".." || Run.Contains('/', StringComparison.Ordinal))
        {
            throw new SettingsException($"{(Resumes ? "ISTIO_RESUME" : "ISTIO_RUN")} '{Run}' is not the name of a folder; write one without '/', for example nightly-7");
        }

        if (Resumes && !Directory.Exists(Path.Combine(Artifacts, Run)))
        {
            var last = Directory.Exists(Artifacts) ? Directory.GetDirectories(Artifacts).Select(Path.GetFileName).Order(StringComparer.Ordinal).TakeLast(5).ToList() : [];
            throw new SettingsException($"ISTIO_RESUME '{Run}' is no run in {Artifacts}; {(last.Count == 0 ? "there is none yet" : $"the last there are {string.Join(", ", last)}")}");
        }

        CheckOfOneVersion("ISTIO_PILOT", Pilot, "one binary");
        CheckOfOneVersion("ISTIO_RELEASE", Release, "one release");
    }

    private void CheckOfOneVersion(string name, string? path, string what)
    {
        if (Environment == MeshEnvironment.Native && path is not null
            && !path.Contains(PilotBinary.VersionPlaceholder, StringComparison.Ordinal) && Versions.Count != 1)
        {
            throw new SettingsException(
                $"{name} '{path}' is {what}, but ISTIO_VERSIONS names {Versions.Count} versions; "
                + $"name the one that it is, or write {PilotBinary.VersionPlaceholder} in the path");
        }
    }

    private static List<IstioVersion> ParseVersions(string? text)
    {
        if (text?.Split("..") is [var first, var last])
        {
            var (from, to) = (ParseVersion(first), ParseVersion(last));
            var between = ReleaseList.Default.Versions.Where(v => v >= from && v <= to).ToList();
            return between.Count > 0 ? between : throw WrongVersions($"no known release lies in '{text}'");
        }

        return text is null
            ? []
            : [.. new SortedSet<IstioVersion>(text.Split(',', StringSplitOptions.TrimEntries).Select(ParseVersion))];
    }

    private static IstioVersion ParseVersion(string text)
    {
        if (!IstioVersion.TryParse(text.Trim(), out var version))
        {
            throw WrongVersions($"'{text.Trim()}' is not an Istio version");
        }

        return version >= ReleaseList.Default.Releases[0].Version
            ? version
            : throw WrongVersions($"{version} is older than the first known release, {ReleaseList.Default.Releases[0].Version}");
    }

    private static SettingsException WrongVersions(string what) =>
        new($"ISTIO_VERSIONS: {what}; write a list, for example 1.6.0,1.6.14, or a range of known releases, for example 1.6.0..1.7.0");

    private static int Number(string name, string? text, int otherwise, int most) =>
        text is null ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw new SettingsException($"{name} '{text}' is no number from 1 to {most}");

    private static SoakLimit SoakOf(string? text) =>
        text is null ? SoakLimit.Default
        : SoakLimit.Parse(text) ?? throw new SettingsException($"ISTIO_SOAK '{text}' is neither a time up to 168h, for example 90s, 10m or 2h, nor a number of rounds up to 10000, for example 200");

    // A checkout has the one that is committed; whoever installed the tool keeps one beside what it is run for.
    private static string DefaultLock() => SolutionFolder() is { } checkout
        ? Path.Combine(checkout, "fixtures-yaml", "images.lock")
        : Path.GetFullPath("images.lock");

    private static string? SolutionFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "IstioRegressions.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
