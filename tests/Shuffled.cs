using Xunit.Sdk;

namespace IstioRegressions;

/// <summary>The order that the number in TEST_SEED draws, so that no test leans on one before it; xUnit's own order without it.</summary>
public sealed class Shuffled : ITestCaseOrderer, ITestCollectionOrderer
{
    private static readonly int? Seed = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var seed) ? seed : null;

    /// <inheritdoc />
    public IEnumerable<T> OrderTestCases<T>(IEnumerable<T> testCases)
        where T : Xunit.Abstractions.ITestCase => Draw(testCases, t => t.UniqueID);

    /// <inheritdoc />
    public IEnumerable<Xunit.Abstractions.ITestCollection> OrderTestCollections(IEnumerable<Xunit.Abstractions.ITestCollection> testCollections) =>
        Draw(testCollections, c => c.DisplayName);

    private static IEnumerable<T> Draw<T>(IEnumerable<T> tests, Func<T, string> name)
    {
        if (Seed is not { } seed)
        {
            return tests;
        }

        T[] drawn = [.. tests.OrderBy(name, StringComparer.Ordinal)];
        new Random(seed).Shuffle(drawn);
        return drawn;
    }
}
