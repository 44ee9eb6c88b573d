namespace IstioRegressions.Distributions;

/// <summary>How far the work on one image has come. Reported from any thread, at most a few times a second for one blob.</summary>
/// <param name="Image">The image.</param>
/// <param name="Step">What is being done.</param>
/// <param name="Detail">The blob, the file, or the reason of a retry.</param>
/// <param name="Done">How much of this step is done; bytes or layers, by the step.</param>
/// <param name="Total">How much there is to do; 0 where the step has no measure.</param>
public readonly record struct ImageProgress(ImageReference Image, ImageStep Step, string Detail, long Done = 0, long Total = 0);
