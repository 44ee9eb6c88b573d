namespace IstioRegressions.Distributions;

/// <summary>Ends a request whose registry says nothing for too long, or that takes too long as a whole.</summary>
internal sealed class RequestTimeout : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _whole;
    private readonly CancellationTokenSource _any;
    private readonly RegistryOptions _options;

    public RequestTimeout(RegistryOptions options, TimeProvider time, CancellationToken ct)
    {
        _options = options;
        _silence = new CancellationTokenSource(options.Silence, time);
        _whole = new CancellationTokenSource(options.Longest, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(ct, _silence.Token, _whole.Token);
    }

    public CancellationToken Token => _any.Token;

    /// <summary>The registry said something.</summary>
    public void Heard() => _silence.CancelAfter(_options.Silence);

    /// <summary>Why the token was cancelled; null where it was not, or by the caller.</summary>
    public string? Reason => (_silence.IsCancellationRequested, _whole.IsCancellationRequested) switch
    {
        (true, _) => $"says nothing for {_options.Silence.TotalSeconds:0.#} s",
        (_, true) => $"does not end in {_options.Longest.TotalSeconds:0.#} s",
        _ => null,
    };

    public void Dispose()
    {
        _any.Dispose();
        _whole.Dispose();
        _silence.Dispose();
    }
}
