using IstioRegressions.Distributions;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Progress that is told at once, in order.</summary>
internal sealed class Reports(Action<ImageProgress> report) : IProgress<ImageProgress>
{
    public void Report(ImageProgress value) => report(value);
}
