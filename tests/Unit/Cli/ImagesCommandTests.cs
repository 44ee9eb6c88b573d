using System.Text.Json;
using IstioRegressions.Distributions;
using IstioRegressions.Unit.Distributions;

namespace IstioRegressions.Unit.Cli;

/// <summary>Pilots out of images as a user meets them: pinned, fetched, and judged without their registry, which is a real one.</summary>
public sealed class ImagesCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("images-");
    private readonly DockerRegistry _registry = new();
    private string _hub = "";

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Delete(recursive: true);
    }

    [SkippableFact]
    [Trait("Scale", "Commands")]
    public async Task A_pilot_that_was_fetched_is_judged_when_its_registry_is_gone()
    {
        var image = await PushAsync(Pilot("1.6.14"));

        var locked = await RunAsync("images", "lock", "--versions", "1.6.14");
        var gotten = await RunAsync("images", "get", "--versions", "1.6.14");
        _registry.Stop();
        var judged = await RunAsync("verdict", "--regression", "serviceentry-endpoint-port", "--versions", "1.6.14", "--environment", "native");

        locked.Code.Should().Be(0, locked.Errors);
        locked.Said.Should().Contain($"pinned      {image.Name} {image.Digest}").And.Contain("1 of 1 images are pinned in ");
        gotten.Errors.Should().Contain($"fetching {image.Name}\n");
        gotten.Said.Should().Match("1.6.14 pilot-discovery /*");
        File.ReadAllText(gotten.Said.TrimEnd().Split(' ')[^1]).Should().Be(Pilot("1.6.14"));
        judged.Code.Should().Be(1, judged.Errors);
        judged.Said.Should().Contain("1.6.14 (native): reproduced ✓");
        judged.Errors.Should().NotContain("fetching", "what is in the cache is not fetched");
    }

    [SkippableFact]
    public async Task A_tag_that_moved_is_refused_with_both_digests_and_its_pin_stays()
    {
        var before = await PushAsync("the pilot");
        await RunAsync("images", "lock", "--versions", "1.6.14");
        var after = await PushAsync("another");

        var again = await RunAsync("images", "lock", "--versions", "1.6.14", "--json");

        again.Code.Should().Be(1, again.Errors);
        var refused = JsonDocument.Parse(again.Said).RootElement.EnumerateArray().Single();
        refused.GetProperty("problem").GetString().Should().Match($"{before.Name} moved*{before.Digest}*{after.Digest}*");
        refused.GetProperty("digest").GetString().Should().Be(before.Digest.ToString());
        ImageLock.Load(Path.Combine(_folder.FullName, "images.lock")).Find(before.Name)!.Digest.Should().Be(before.Digest);
    }

    // A script that becomes our own pilot, which plays the version.
    private static string Pilot(string version) =>
        $"#!/bin/sh\nexec '{DotNetHost.File}' exec '{Path.Combine(AppContext.BaseDirectory, "reference", "IstioRegressions.Reference.dll")}' pilot \"$@\" --istio-version {version}\n";

    private async Task<TestImage> PushAsync(string pilot)
    {
        var address = await _registry.StartAsync();
        _hub = $"{address.Authority}/istio";
        var layer = TestLayer.Gzip(TarBytes.WithPilot(pilot).ToArray());
        var image = TestImage.Of($"{_hub}/pilot:1.6.14", docker: true, ImagePlatform.Current, layer);
        await _registry.PushAsync(image);
        return image;
    }

    private Task<(int Code, string Said, string Errors)> RunAsync(params string[] arguments) =>
        CommandLine.RunAsync(_folder.FullName, [("ISTIO_HUB", _hub)], arguments);
}
