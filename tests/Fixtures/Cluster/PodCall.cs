namespace IstioRegressions.Fixtures.Cluster;

/// <summary>A call that was made in a pod.</summary>
/// <param name="Status">What was answered; 0 where nothing was.</param>
/// <param name="At">When it had ended.</param>
/// <param name="Error">What curl said where nothing was answered.</param>
internal sealed record PodCall(int Status, DateTimeOffset At, string Error = "")
{
    /// <summary>Whether the application answered.</summary>
    public bool IsAnswered => Status is >= 200 and < 300;

    /// <inheritdoc />
    public override string ToString() => Status > 0 ? $"{Status}" : $"no answer ({Error})";
}
