using Xunit.Sdk;

namespace IstioRegressions;

/// <summary>
/// The order that the number in TEST_SEED draws, so that no test leans on one before it. Without it classes come by their names, the
/// last one first: xUnit's own order is another in each run, and where a class that waits comes last, all wait for it.
/// </summary>
public sealed class Shuffled : ITestCaseOrderer, ITestCollectionOrderer
{
    private static readonly int? Seed = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var seed) ? seed : null;

    /// <inheritdoc />
    public IEnumerable<T> OrderTestCases<T>(IEnumerable<T> testCases)
        where T : Xunit.Abstractions.ITestCase => Seed is { } seed ? Draw(testCases, t => t.UniqueID, seed) : testCases;

    /// <inheritdoc />
    public IEnumerable<Xunit.Abstractions.ITestCollection> OrderTestCollections(IEnumerable<Xunit.Abstractions.ITestCollection> testCollections) =>
        Seed is { } seed ? Draw(testCollections, c => c.DisplayName, seed) : testCollections.OrderByDescending(c => c.DisplayName, StringComparer.Ordinal);

    private static T[] Draw<T>(IEnumerable<T> tests, Func<T, string> name, int seed)
    {
        T[] drawn = [.. tests.OrderBy(name, StringComparer.Ordinal)];
        new Random(seed).Shuffle(drawn);
        return drawn;
    }
}
