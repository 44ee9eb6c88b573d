using System.CommandLine;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>images lock</c>: pins the images that real pilots are taken out of.</summary>
internal static class ImagesCommand
{
    public static Command Create() => new("images", "The images that the native environment takes real pilots out of.") { CreateLock() };

    private static Command CreateLock()
    {
        var versions = SettingOptions.Versions();
        var images = SettingOptions.Images();
        var json = new Option<bool>("--json") { Description = "Write JSON to standard output and nothing else." };
        var command = new Command(
            "lock",
            "Pins the digests of HUB/pilot:VERSION in the lock file; by default those of the matrix. Exit code 0: all are pinned, 1: one moved or cannot be had, 255: usage.")
        {
            versions, json,
        };
        foreach (var option in images.Values)
        {
            command.Options.Add(option);
        }

        command.Does(async (parsed, ct) =>
        {
            var settings = Settings.Read(name => name switch
            {
                "ISTIO_ENVIRONMENT" or "ISTIO_PILOT" => null,
                "ISTIO_VERSIONS" when parsed.GetValue(versions) is { } given => given,
                _ => images.TryGetValue(name, out var option) && parsed.GetValue(option) is { } given ? given : Environment.GetEnvironmentVariable(name),
            });
            IEnumerable<IstioVersion> asked = settings.Versions.Count > 0
                ? settings.Versions
                : [.. RegressionCatalogue.Default.Regressions.SelectMany(r => r.DefaultVersions(ReleaseList.Default.Versions)).Distinct().Order()];

            using var pilots = await PilotImages.OpenAsync(settings.Images, ct);
            var results = await ImageView.FollowAsync(progress => pilots.LockAsync(asked, progress, ct));
            Say(results, settings.Images.Lock, parsed.GetValue(json));
            return results.All(r => r.Problem is null) ? ExitCode.Good : ExitCode.Bad;
        });
        return command;
    }

    private static void Say(IReadOnlyList<LockResult> results, string file, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                results.Select(r => new { Image = r.Image.Name, Digest = r.Locked?.Digest.ToString(), r.Added, r.Problem }), RunFolder.Json));
            return;
        }

        foreach (var result in results)
        {
            Console.Out.WriteLine(result switch
            {
                { Problem: { } problem } => $"refused     {problem}",
                { Added: true } => $"pinned      {result.Image.Name} {result.Locked!.Digest}",
                _ => $"was pinned  {result.Image.Name} {result.Locked!.Digest}",
            });
        }

        Console.Out.WriteLine($"{results.Count(r => r.Problem is null)} of {results.Count} images are pinned in {Path.GetRelativePath(Environment.CurrentDirectory, file)}");
    }
}
