using System.Net.Sockets;
using System.Security.Authentication;

namespace IstioRegressions.Distributions;

/// <summary>Makes one request and tells what may pass from what will not, between the first byte sent and the last one read.</summary>
internal static class OneRequest
{
    /// <param name="options">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="address">What is asked, for the errors.</param>
    /// <param name="ask">Asks and reads the answer.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="TransientException">It failed in a way that may pass.</exception>
    /// <exception cref="ImageException">It failed for good.</exception>
    public static async Task<T> MakeAsync<T>(
        RegistryOptions options, TimeProvider time, Uri address, Func<RequestTimeout, Task<T>> ask, CancellationToken ct)
    {
        using var timeout = new RequestTimeout(options, time, ct);
        try
        {
            return await ask(timeout);
        }
        catch (TransientException e) when (e.RetryAfter > options.LongestDelay)
        {
            throw new ImageException($"{e.Message} and wants to be asked again in {e.RetryAfter.Value.TotalSeconds:0} s, later than {options.LongestDelay.TotalSeconds:0} s; try then", e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested && timeout.Reason is { } reason)
        {
            throw new TransientException($"{address} {reason}", inner: e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new ImageException($"{address.Authority} has no certificate that this machine trusts: {e.InnerException.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or IOException { InnerException: SocketException })
        {
            throw new TransientException($"{address} cannot be read: {e.Message}", inner: e);
        }
    }
}
