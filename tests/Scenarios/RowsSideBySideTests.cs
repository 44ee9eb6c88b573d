namespace IstioRegressions.Scenarios;

/// <summary>The rows of a theory run side by side here: each of two waits until it has met the other.</summary>
public sealed class RowsSideBySideTests(ITestOutputHelper output)
{
    private static readonly TimeSpan MetWithin = TimeSpan.FromSeconds(60);

    private static readonly TaskCompletionSource[] Rows = [new(), new()];

    [Theory, InlineData(0), InlineData(1)]
    public async Task A_row_meets_the_other_while_both_run(int row)
    {
        Rows[row].SetResult();

        await Rows[1 - row].Invoking(other => other.Task.WaitAsync(MetWithin)).Should().NotThrowAsync();

        output.WriteLine($"row {row} has an output of its own");
    }
}
