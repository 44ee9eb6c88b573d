using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IstioRegressions.Unit.Load.Traffic;

/// <summary>A server that does with each request, by its number from 1, what a test says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, string> _script;
    private readonly Task _accepting;
    private int _requests;
    private int _connections;

    /// <param name="script">What is sent in answer; empty for nothing. <see cref="Reset"/> and <see cref="Close"/> do so then.</param>
    public ScriptedServer(Func<int, string> script)
    {
        _script = script;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _accepting = AcceptAsync();
    }

    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    public const string Reset = "reset";
    public const string Close = "close";

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    public int Requests => _requests;

    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        Interlocked.Increment(ref _connections);
        using (connection)
        {
            try
            {
                var buffer = new byte[1024];
                while (await connection.ReceiveAsync(buffer, _stop.Token) > 0)
                {
                    // A request is a segment: it is sent whole, and after its answer.
                    var (answer, end) = Split(_script(Interlocked.Increment(ref _requests)));
                    await connection.SendAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
                    if (end == Reset)
                    {
                        connection.LingerState = new LingerOption(true, 0);
                    }

                    if (end.Length > 0)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private static (string Answer, string End) Split(string script) =>
        script.EndsWith(Reset, StringComparison.Ordinal) ? (script[..^Reset.Length], Reset)
        : script.EndsWith(Close, StringComparison.Ordinal) ? (script[..^Close.Length], Close)
        : (script, "");
}
