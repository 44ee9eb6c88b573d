using System.Diagnostics;
using System.Runtime.Versioning;
using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

[SupportedOSPlatform("linux")]
public sealed class ImageCacheTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3];
    private static readonly Descriptor Blob = new(MediaTypes.OciTar, Digest.Of(Content), Content.Length);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cache-");

    private string Lock => Path.Combine(_folder.FullName, "locks", Blob.Digest.Hex);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_blob_that_another_process_fetches_is_awaited()
    {
        using var other = Hold();
        var waits = new TaskCompletionSource();

        var get = new ImageCache(_folder.FullName).BlobAsync(Blob, (writer, ct) => writer.WriteAsync(Content, ct).AsTask(), waits.SetResult, default);
        await waits.Task.WaitAsync(TimeSpan.FromSeconds(30));
        get.IsCompleted.Should().BeFalse();
        other.StandardInput.Close();

        File.ReadAllBytes(await get).Should().Equal(Content);
    }

    [Fact]
    public async Task A_process_that_holds_a_blob_too_long_is_an_error_that_names_the_lock()
    {
        using var other = Hold();
        var cache = new ImageCache(_folder.FullName, new FastClock(1000)) { LockTimeout = TimeSpan.FromMinutes(1) };

        var get = () => cache.BlobAsync(Blob, (_, _) => Task.CompletedTask, () => { }, default);

        (await get.Should().ThrowAsync<ImageException>()).WithMessage($"another process has held {Lock} for 00:01:00*");
        other.StandardInput.Close();
    }

    [Fact]
    public async Task A_fetch_that_fails_leaves_no_half_blob()
    {
        var get = () => new ImageCache(_folder.FullName).BlobAsync(
            Blob,
            async (writer, ct) =>
            {
                await writer.WriteAsync(Content.AsMemory(0, 1), ct);
                throw new ImageException("cut");
            },
            () => { },
            default);

        await get.Should().ThrowAsync<ImageException>();
        Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Should().Equal(Lock);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_written_over()
    {
        var partial = Path.Combine(_folder.FullName, "blobs", "sha256", $"{Blob.Digest.Hex}.partial");
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        File.WriteAllBytes(partial, new byte[100]);

        var file = await new ImageCache(_folder.FullName).BlobAsync(Blob, (writer, ct) => writer.WriteAsync(Content, ct).AsTask(), () => { }, default);

        File.ReadAllBytes(file).Should().Equal(Content);
        File.Exists(partial).Should().BeFalse();
    }

    [Fact]
    public void The_usual_place_is_below_the_cache_of_the_user() =>
        ImageCache.DefaultDirectory.Should().EndWith("istio-regressions/images").And.StartWith("/");

    [Fact]
    public async Task Directories_are_the_users_own()
    {
        var file = await new ImageCache(Path.Combine(_folder.FullName, "new")).BlobAsync(Blob, (writer, ct) => writer.WriteAsync(Content, ct).AsTask(), () => { }, default);

        File.GetUnixFileMode(Path.GetDirectoryName(file)!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Process Hold()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Lock)!);
        var process = Process.Start(new ProcessStartInfo("flock", [Lock, "sh", "-c", "echo held; cat"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardOutput.ReadLine().Should().Be("held");
        return process;
    }
}
