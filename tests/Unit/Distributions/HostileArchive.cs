using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Layers that somebody made to do harm, or that came apart, and what must come of them.</summary>
/// <param name="Name">What is wrong with them.</param>
/// <param name="Content">The content of the pilot where the result is harmless; null where it is an error.</param>
/// <param name="Error">What the error must say; null where there is none.</param>
/// <param name="Layers">The layers, the lowest first.</param>
internal sealed record HostileArchive(string Name, string? Content, string? Error, params TestLayer[] Layers)
{
    public ImageLimits Limits { get; init; } = new();

    /// <summary>A directory that many of them aim at. It exists, and holds one file.</summary>
    public static string Target { get; } = MakeTarget();

    /// <summary>From any directory of an image to the target.</summary>
    public static string Climb { get; } = string.Concat(Enumerable.Repeat("../", 16)) + Target.TrimStart('/');

    /// <summary>Layers that look bad, and give the pilot they hold.</summary>
    public static HostileArchive Harmless(string name, params TarBytes[] layers) =>
        new(name, "the pilot", Error: null, [.. layers.Select(l => TestLayer.Plain(l.ToArray()))]);

    /// <summary>Layers that are refused.</summary>
    public static HostileArchive Refused(string name, string error, params TarBytes[] layers) =>
        new(name, Content: null, error, [.. layers.Select(l => TestLayer.Plain(l.ToArray()))]);

    private static string MakeTarget()
    {
        var target = Directory.CreateTempSubdirectory("outside-").FullName;
        File.WriteAllText(Path.Combine(target, "canary"), "unharmed");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(target, recursive: true);
        return target;
    }
}
