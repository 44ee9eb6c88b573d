namespace IstioRegressions.Distributions;

/// <summary>One request as it is made of each endpoint in turn, and again where that may help.</summary>
/// <param name="Image">For whom.</param>
/// <param name="Repository">The repository; empty for <c>/v2/</c> itself.</param>
/// <param name="Path">The rest of the path.</param>
/// <param name="Accept">The media types that we read.</param>
/// <param name="Progress">Told of repetitions.</param>
internal sealed record RegistryRequest(ImageReference Image, string Repository, string Path, IReadOnlyList<string> Accept, IProgress<ImageProgress>? Progress);
