namespace IstioRegressions.Meshes;

/// <summary>One result for all who ask. A failure is for those who waited for it; who asks after it has another try.</summary>
/// <param name="make">Makes the result.</param>
internal sealed class Once<T>(Func<Task<T>> make)
{
    private readonly Lock _asking = new();
    private Task<T>? _made;

    public Task<T> GetAsync()
    {
        lock (_asking)
        {
            return _made is null or { IsFaulted: true } or { IsCanceled: true } ? _made = make() : _made;
        }
    }
}
