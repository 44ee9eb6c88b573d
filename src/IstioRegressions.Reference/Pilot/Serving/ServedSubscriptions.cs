using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Reference.Pilot.Serving;

/// <summary>What a request means for a subscription: a new wish, an acknowledgement, or a refusal.</summary>
internal static class ServedSubscriptions
{
    /// <summary>Takes a request in. Sets <see cref="ServedSubscription.IsDue"/> where it is to be answered.</summary>
    /// <returns>Why the client refused what it was sent; null where it did not.</returns>
    public static string? Take(ServedSubscription subscription, DiscoveryRequest request)
    {
        if (request.ErrorDetail is { } error && subscription.TypeUrl.Length > 0)
        {
            return error.Message;
        }

        var isFirst = subscription.TypeUrl.Length == 0;
        subscription.TypeUrl = request.TypeUrl;
        if (subscription.IsWildcard)
        {
            subscription.IsDue = isFirst;
            Acknowledge(subscription, isFirst ? "" : request.ResponseNonce);
            return null;
        }

        // An answer to an older response says nothing of the last one.
        if (subscription.Type == ServedType.Routes && request.ResponseNonce.Length > 0
            && subscription.NonceSent.Length > 0 && subscription.NonceSent != request.ResponseNonce)
        {
            return null;
        }

        var isSame = request.ResourceNames.Count == subscription.Names.Count && subscription.Names.ToHashSet(StringComparer.Ordinal).SetEquals(request.ResourceNames);
        if (isSame || (request.ResourceNames.Count == 0 && request.ResponseNonce.Length > 0))
        {
            Acknowledge(subscription, request.ResponseNonce);
            return null;
        }

        subscription.Names = [.. request.ResourceNames];
        subscription.IsDue = true;
        return null;
    }

    private static void Acknowledge(ServedSubscription subscription, string nonce)
    {
        if (nonce.Length > 0)
        {
            subscription.NonceAcked = nonce;
        }
    }
}
