using Microsoft.AspNetCore.Connections;

namespace IstioRegressions.Reference.App;

/// <summary>Sends back what comes, and ends when the other side has.</summary>
internal sealed class EchoConnection : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        try
        {
            // Not until ConnectionClosed: that is told as soon as the other side has said all, and the rest is still to be sent back.
            await connection.Transport.Input.CopyToAsync(connection.Transport.Output, CancellationToken.None);
        }
        catch (ConnectionResetException)
        {
            // The other side is gone.
        }
    }
}
