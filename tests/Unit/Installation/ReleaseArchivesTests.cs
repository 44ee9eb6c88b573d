using System.Collections.Concurrent;
using System.Text;
using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Installation;
using IstioRegressions.Unit.Distributions;
using Microsoft.AspNetCore.Http;

namespace IstioRegressions.Unit.Installation;

public sealed class ReleaseArchivesTests : IAsyncLifetime
{
    private static readonly IstioVersion Version = IstioVersion.Parse("1.6.0");

    private readonly ConcurrentDictionary<string, byte[]> _published = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _said = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("archives-");
    private TestServer _server = null!;

    private string Cache => Path.Combine(_folder.FullName, "cache");

    private string Pins => Path.Combine(_folder.FullName, "archives.sha256");

    public async Task InitializeAsync()
    {
        Publish(TestRelease.Archive, $"{TestRelease.Hex} {TestRelease.Name}\n");
        _server = await TestServer.StartAsync(async context =>
        {
            if (_published.TryGetValue(context.Request.Path.Value!, out var content))
            {
                await context.Response.Body.WriteAsync(content);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_release_is_downloaded_verified_and_unpacked()
    {
        var release = await GetAsync();

        release.Digest.Hex.Should().Be(TestRelease.Hex);
        release.Trust.Should().Be(ArchiveTrust.Published);
        File.ReadAllText(release.Istioctl).Should().Contain("echo istioctl");
        IsExecutable(release.Istioctl).Should().BeTrue();
        IsExecutable(Path.Combine(release.Path, "manifests/charts/base/crds/crd-all.gen.yaml")).Should().BeFalse();
        File.Exists(Pins).Should().BeFalse();
    }

    [Fact]
    public async Task A_release_that_is_there_is_not_asked_for_again()
    {
        var first = await GetAsync();
        var asked = _server.Requests.Count;

        (await GetAsync()).Should().Be(first);

        _server.Requests.Should().HaveCount(asked);
    }

    [Fact]
    public async Task Several_that_want_a_release_download_it_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => GetAsync()));

        _server.Requests.Count(r => r.Path.EndsWith(".gz")).Should().Be(1);
    }

    [Fact]
    public async Task A_wrong_sum_is_refused_with_both_digests()
    {
        Publish(TestRelease.Archive, $"{new string('a', 64)}  {TestRelease.Name}\n");

        await RefusedAsync($"*{TestRelease.Name} has the digest sha256:{TestRelease.Hex}, and its published sum says sha256:{new string('a', 64)}*");
    }

    [Fact]
    public async Task A_sum_that_is_none_is_refused()
    {
        Publish(TestRelease.Archive, "<html>Sign in</html>");

        await RefusedAsync("*.sha256 has no sha256 of istio-1.6.0-linux-amd64.tar.gz: '<html>Sign in</html>'*");
    }

    [Fact]
    public async Task Without_a_published_sum_the_first_download_is_pinned_and_said_to_be_unverified()
    {
        Publish(TestRelease.Archive, sum: null);

        var release = await GetAsync();

        release.Trust.Should().Be(ArchiveTrust.FirstDownload);
        release.ToString().Should().Contain("NOT VERIFIED");
        File.ReadAllLines(Pins).Should().HaveCount(2).And.HaveElementAt(1, $"{TestRelease.Hex}  {TestRelease.Name}");
        (await GetAsync()).Trust.Should().Be(ArchiveTrust.Pinned);
    }

    [Fact]
    public async Task A_pin_outlives_the_cache_and_refuses_another_archive()
    {
        Publish(TestRelease.Archive, sum: null);
        await GetAsync();
        Directory.Delete(Cache, recursive: true);
        (await GetAsync()).Trust.Should().Be(ArchiveTrust.Pinned);
        Directory.Delete(Cache, recursive: true);
        Publish(TestRelease.Gzip(TestRelease.Files().Add("istio-1.6.0/new", TarBytes.Regular, "x").ToArray()), sum: null);

        await RefusedAsync($"*archives.sha256 says sha256:{TestRelease.Hex}*", pins: true);
    }

    [Fact]
    public async Task A_pin_that_says_otherwise_has_what_is_kept_replaced()
    {
        await GetAsync();
        var other = TestRelease.Gzip(TestRelease.Files().Add("istio-1.6.0/new", TarBytes.Regular, "x").ToArray());
        Publish(other, sum: null);
        await File.WriteAllTextAsync(Pins, $"{Digest.Of(other).Hex}  {TestRelease.Name}\n");

        var release = await GetAsync();

        release.Digest.Should().Be(Digest.Of(other));
        File.Exists(Path.Combine(release.Path, "new")).Should().BeTrue();
    }

    [Fact]
    public async Task What_is_no_archive_is_neither_kept_nor_pinned()
    {
        Publish("<html>Sign in</html>"u8.ToArray(), sum: null);

        await RefusedAsync($"{TestRelease.Name} is no gzipped tar archive, or is damaged*");
    }

    [Theory, InlineData(0.3), InlineData(0.9)]
    public async Task Half_an_archive_is_neither_kept_nor_pinned(double part)
    {
        Publish(TestRelease.Archive[..(int)(TestRelease.Archive.Length * part)], sum: null);

        await RefusedAsync($"{TestRelease.Name} is no gzipped tar archive, or is damaged*");
    }

    [Fact]
    public async Task A_download_that_is_cut_short_each_time_is_one_error()
    {
        _server.With(".gz", OfArchive(Faults.CutAfter(TestRelease.Archive, 100)), times: 100);

        await RefusedAsync("*cannot be read*, 3 times; try later, or unpack the release yourself*");
    }

    [Fact]
    public async Task A_download_that_is_cut_once_begins_again()
    {
        _server.With(".gz", OfArchive(Faults.CutAfter(TestRelease.Archive, 100)), times: 2);

        (await GetAsync()).Digest.Hex.Should().Be(TestRelease.Hex);

        _said.Should().Contain(s => s.Contains("again in"));
    }

    [Fact]
    public async Task A_sum_that_comes_late_is_waited_for()
    {
        _server.With(".sha256", Faults.Status(503));

        (await GetAsync()).Trust.Should().Be(ArchiveTrust.Published);
    }

    [Fact]
    public async Task A_release_that_does_not_exist_is_one_error()
    {
        var get = () => GetAsync("1.6.99");

        (await get.Should().ThrowAsync<InstallationException>())
            .WithMessage($"there is no {_server.Address}1.6.99/istio-1.6.99-linux-amd64.tar.gz: check the version, or unpack the release yourself and give its directory");
        NothingShouldBeLeft();
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_one_error()
    {
        // A port that a server had until just now.
        var gone = await TestServer.StartAsync(_ => Task.CompletedTask);
        var address = gone.Address;
        await gone.DisposeAsync();

        await RefusedAsync("*cannot be read*refused*, 3 times; try later, or unpack the release yourself*", releases: address);
    }

    [Fact]
    public async Task An_address_without_TLS_elsewhere_is_refused() =>
        await RefusedAsync("http://example.com/*is neither https nor on this machine", releases: new Uri("http://example.com/"));

    [Fact]
    public async Task A_redirect_is_followed()
    {
        await using var elsewhere = await TestServer.StartAsync(context => context.Response.Body.WriteAsync(TestRelease.Archive).AsTask());
        var address = elsewhere.Address;
        _server.With(".gz", OfArchive(Faults.RedirectTo(_ => $"{address}file", 302)), times: 2);

        (await GetAsync()).Trust.Should().Be(ArchiveTrust.Published);
    }

    [Fact]
    public async Task A_download_that_is_interrupted_leaves_nothing()
    {
        using var interrupt = new CancellationTokenSource();
        _server.With(".sha256", context =>
        {
            interrupt.Cancel();
            return Faults.Silence(context);
        });

        var get = () => GetAsync(ct: interrupt.Token);

        await get.Should().ThrowAsync<OperationCanceledException>();
        NothingShouldBeLeft();
    }

    private static bool IsExecutable(string file) => !OperatingSystem.IsWindows() && File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);

    // The path of the sum begins as that of the archive.
    private static RequestDelegate OfArchive(RequestDelegate fault) => context =>
        context.Request.Path.Value!.EndsWith(".sha256", StringComparison.Ordinal) ? context.Response.WriteAsync(TestRelease.Hex) : fault(context);

    private void Publish(byte[] archive, string? sum)
    {
        _published[$"/1.6.0/{TestRelease.Name}"] = archive;
        _published.TryRemove($"/1.6.0/{TestRelease.Name}.sha256", out _);
        if (sum is not null)
        {
            _published[$"/1.6.0/{TestRelease.Name}.sha256"] = Encoding.ASCII.GetBytes(sum);
        }
    }

    private Task<UnpackedRelease> GetAsync(string version = "1.6.0", Uri? releases = null, CancellationToken ct = default) =>
        new ReleaseArchives(
            new ArchiveSettings { Releases = releases ?? _server.Address, Pins = Pins, Cache = Cache, Requests = new RegistryOptions { Retries = 2, Silence = TimeSpan.FromHours(1) } },
            new FastClock(100))
            .GetAsync(IstioVersion.Parse(version), ImagePlatform.LinuxAmd64, new Said(_said), ct);

    private async Task RefusedAsync(string error, Uri? releases = null, bool pins = false)
    {
        var get = () => GetAsync(releases: releases);

        (await get.Should().ThrowAsync<InstallationException>()).WithMessage(error);
        NothingShouldBeLeft();
        File.Exists(Pins).Should().Be(pins);
    }

    private void NothingShouldBeLeft() =>
        _folder.GetFiles("*", SearchOption.AllDirectories).Where(f => f.FullName != Pins).Should().OnlyContain(f => f.Directory!.Name == "locks");

    private sealed class Said(ConcurrentQueue<string> said) : IProgress<string>
    {
        public void Report(string value) => said.Enqueue(value);
    }
}
