using System.CommandLine;
using System.Text.Json;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;

namespace IstioRegressions.Cli.Commands;

/// <summary><c>images</c>: pins the images that real pilots and proxies are taken out of, and takes them out.</summary>
internal static class ImagesCommand
{
    public static Command Create(Func<string, string?> variables)
    {
        var versions = SettingOptions.Versions();
        var proxies = new Option<bool>("--proxies") { Description = "The proxies too: envoy, out of HUB/proxyv2:VERSION." };
        var json = new Option<bool>("--json") { Description = "Write JSON to standard output and nothing else." };
        var images = SettingOptions.Images();
        return new Command("images", "The images that the native environment takes real pilots out of.")
        {
            With(LockAsync, new Command(
                "lock",
                "Pins the digests of HUB/pilot:VERSION in the lock file; by default those of the matrix. Exit code 0: all are pinned, 1: one moved or cannot be had, 255: usage.")),
            With(GetAsync, new Command(
                "get",
                "Takes the binaries out of pinned images, verified by digest, and prints where they are. Exit code 0: all are there, 1: one cannot be had, 255: usage.")),
        };

        Command With(Func<Asked, CancellationToken, Task<int>> action, Command command)
        {
            foreach (var option in (IEnumerable<Option>)[versions, proxies, json, .. images.Values])
            {
                command.Options.Add(option);
            }

            command.Does((parsed, ct) =>
            {
                var settings = Settings.Read(name => name switch
                {
                    "ISTIO_ENVIRONMENT" or "ISTIO_PILOT" => null,
                    "ISTIO_VERSIONS" when parsed.Given(versions) is { } given => given,
                    _ => parsed.Given(images.GetValueOrDefault(name)) ?? variables(name),
                });
                return action(new Asked(settings, parsed.GetValue(proxies), parsed.GetValue(json), parsed.IsQuiet()), ct);
            });
            return command;
        }
    }

    private static async Task<int> LockAsync(Asked asked, CancellationToken ct)
    {
        using var images = await PilotImages.OpenAsync(asked.Settings.Images, ct);
        var results = await ImageView.FollowAsync(asked.Quiet, asked.Count, progress => images.LockAsync(asked.Versions, asked.Proxies, progress, ct));
        Say(results, asked.Settings.Images.Lock, asked.Json);
        return results.All(r => r.Problem is null) ? ExitCode.Good : ExitCode.Bad;
    }

    private static async Task<int> GetAsync(Asked asked, CancellationToken ct)
    {
        using var images = await PilotImages.OpenAsync(asked.Settings.Images, ct);
        (string Name, Getter Get)[] binaries = asked.Proxies
            ? [("pilot-discovery", images.GetAsync), ("envoy", images.GetEnvoyAsync)]
            : [("pilot-discovery", images.GetAsync)];
        var results = await ImageView.FollowAsync(asked.Quiet, asked.Count, async progress =>
        {
            var gotten = new List<(IstioVersion Version, string Name, string? Path, string? Problem)>();
            foreach (var (version, (name, get)) in asked.Versions.SelectMany(v => binaries, (v, b) => (v, b)))
            {
                try
                {
                    gotten.Add((version, name, await get(version, progress, ct), null));
                }
                catch (ImageException e) when (!e.MayPass)
                {
                    gotten.Add((version, name, null, e.Message));
                }
            }

            return gotten;
        });
        if (asked.Json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(results.Select(r => new { Version = r.Version.ToString(), r.Name, r.Path, r.Problem }), RunFolder.Json));
        }
        else
        {
            results.ForEach(r => Console.Out.WriteLine($"{r.Version} {r.Name} {r.Path ?? $"cannot be had: {r.Problem}"}"));
        }

        return results.TrueForAll(r => r.Problem is null) ? ExitCode.Good : ExitCode.Bad;
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

    private delegate Task<string> Getter(IstioVersion version, IProgress<ImageProgress>? progress, CancellationToken ct);

    private sealed record Asked(Settings Settings, bool Proxies, bool Json, bool Quiet)
    {
        public int Count => Versions.Count() * (Proxies ? 2 : 1);

        public IEnumerable<IstioVersion> Versions => Settings.Versions.Count > 0
            ? Settings.Versions
            : RegressionCatalogue.Default.Regressions.SelectMany(r => r.DefaultVersions(ReleaseList.Default.Versions)).Distinct().Order();
    }
}
