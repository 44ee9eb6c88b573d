using System.Runtime.CompilerServices;

namespace IstioRegressions.Xds;

/// <summary>
/// One part of what an observer sees, to read and to wait for. Waits end with the first push that fits; none is missed,
/// however fast they follow each other.
/// </summary>
/// <typeparam name="T">The part's value, which never changes: a later push makes another.</typeparam>
public sealed class Watched<T>
{
    private readonly Observation _observation;
    private readonly string _name;
    private readonly Func<ObservedState, T> _read;
    private readonly Func<ObservedState, Push, bool> _concerns;
    private readonly Func<ObservedState, string> _print;

    internal Watched(
        Observation observation,
        string name,
        Func<ObservedState, T> read,
        Func<ObservedState, Push, bool> concerns,
        Func<ObservedState, string> print)
    {
        _observation = observation;
        _name = name;
        _read = read;
        _concerns = concerns;
        _print = print;
    }

    /// <summary>The value after the last push.</summary>
    public T Current => _read(_observation.State);

    /// <summary>Waits until the value fits, which it may do already.</summary>
    /// <param name="condition">Called once a push, on the observer's reader: it must not block.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="text">The condition as it is written, for the error; leave it to the compiler.</param>
    /// <returns>The first value that fits.</returns>
    /// <exception cref="ObservationTimeoutException">No value fitted until the deadline.</exception>
    public Task<T> UntilAsync(
        Func<T, bool> condition,
        CancellationToken ct = default,
        [CallerArgumentExpression(nameof(condition))] string text = "") =>
        WaitAsync((value, _, _) => condition(value), $"{_name} to satisfy {text}", ct);

    /// <summary>Waits until the value is this one, which it may be already.</summary>
    /// <exception cref="ObservationTimeoutException">It was not until the deadline.</exception>
    public Task<T> BecomeAsync(T expected, CancellationToken ct = default) =>
        WaitAsync((value, _, _) => EqualityComparer<T>.Default.Equals(value, expected), $"{_name} to become {expected}", ct);

    /// <summary>
    /// Waits for the next push about this part, whether or not it changes the value. Pushes count from this call on: call
    /// before the step that causes the push, and await afterwards.
    /// </summary>
    /// <returns>The value after that push.</returns>
    /// <exception cref="ObservationTimeoutException">None came until the deadline.</exception>
    public Task<T> NextPushAsync(CancellationToken ct = default) =>
        WaitAsync((_, state, push) => push is not null && _concerns(state, push), $"a push of {_name}", ct);

    /// <summary>The part's name and value.</summary>
    public override string ToString() => $"{_name}: {_print(_observation.State)}";

    private async Task<T> WaitAsync(Func<T, ObservedState, Push?, bool> isOver, string expected, CancellationToken ct)
    {
        var last = Current;
        await _observation.WaitAsync(
            (state, push) => isOver(last = _read(state), state, push),
            expected,
            () => _print(_observation.State),
            ct);
        return last;
    }
}
