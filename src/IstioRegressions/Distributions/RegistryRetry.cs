using Polly;
using Polly.Retry;

namespace IstioRegressions.Distributions;

/// <summary>Repeats what may pass, with back-off, as often as the options allow.</summary>
internal static class RegistryRetry
{
    /// <param name="options">How often, and with which waits.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="retrying">Told of each repetition before its wait.</param>
    /// <param name="what">What is asked, for the error.</param>
    /// <param name="request">The request.</param>
    /// <param name="ct">Ends it, and the waits.</param>
    /// <exception cref="ImageException">It failed for good, or once too often.</exception>
    public static async Task<T> ExecuteAsync<T>(
        RegistryOptions options, TimeProvider time, Action<string> retrying, string what, Func<CancellationToken, Task<T>> request, CancellationToken ct)
    {
        var pipeline = options.Retries < 1 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TransientException>(),
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = options.LongestDelay,
                DelayGenerator = static args => ValueTask.FromResult(((TransientException)args.Outcome.Exception!).RetryAfter),
                OnRetry = args =>
                {
                    retrying($"{args.Outcome.Exception!.Message}; again in {args.RetryDelay.TotalSeconds:0.#} s");
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        try
        {
            return await pipeline.ExecuteAsync(async token => await request(token), ct);
        }
        catch (TransientException e)
        {
            throw new ImageException($"{what}: {e.Message}, {options.Retries + 1} times; try later, or name a mirror", e);
        }
    }
}
