using System.Globalization;
using IstioRegressions.Distributions;
using Xunit.Abstractions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>
/// Archives with a few bytes wrong. By hand with more: ISTIO_FUZZ_INPUTS=1000000 dotnet test tests/Unit --filter LayerFuzzTests;
/// ISTIO_FUZZ_FIRST begins at an input that failed.
/// </summary>
public sealed class LayerFuzzTests(ITestOutputHelper output)
{
    private static readonly ImageLimits Limits = new() { UnpackedBytes = 4 << 20, FileBytes = 1 << 20, Entries = 2000 };

    private static readonly byte[][] Seeds =
    [
        .. HostileNames.All.Concat(HostileLinks.All).Concat(HostileHeaders.All).Concat(HostileStructures.Ends).Concat(HostileStructures.Whiteouts)
            .SelectMany(a => a.Layers).Select(l => l.Blob).Where(b => b.Length <= 16384),
    ];

    [Fact]
    public async Task A_damaged_layer_is_refused_or_read_within_its_limits()
    {
        var inputs = Setting("ISTIO_FUZZ_INPUTS", 2000);
        var first = Setting("ISTIO_FUZZ_FIRST", 0);
        using var bound = new CancellationTokenSource(TimeSpan.FromMilliseconds(120_000 + (inputs * 10L)));
        var (read, refused) = (0, 0);

        for (var input = first; input < first + inputs; input++)
        {
            var random = new Random(input);
            var layers = Enumerable.Range(0, random.Next(1, 3)).Select(_ => Layer(random)).ToList();
            using var destination = new MemoryStream();
            try
            {
                await ImageExtraction.CopyFileAsync("an image", layers, IstioImages.PilotPath, destination, Limits, _ => { }, bound.Token);
                read++;
            }
            catch (ImageException)
            {
                refused++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"input {input} broke the reader; repeat it with ISTIO_FUZZ_FIRST={input}", e);
            }

            destination.Length.Should().BeLessThanOrEqualTo(Limits.FileBytes);
        }

        output.WriteLine($"{inputs} inputs from {first}: {read} read, {refused} refused");
        (read > 0 && refused > 0).Should().BeTrue("inputs that all end alike prove little");
    }

    private static LayerArchive Layer(Random random)
    {
        var seed = Seeds[random.Next(Seeds.Length)];
        var tar = random.Next(8) == 0 ? seed : ArchiveMutator.Mutate(seed, random);
        var gzip = random.Next(4) == 0;
        var blob = gzip ? TestLayer.Compress(tar) : tar;
        if (gzip && blob.Length > 0 && random.Next(2) == 0)
        {
            blob[random.Next(blob.Length)] ^= (byte)(1 << random.Next(8));
        }

        return new LayerArchive("a layer", () => new MemoryStream(blob), gzip, Digest.Of(tar), Limits);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
