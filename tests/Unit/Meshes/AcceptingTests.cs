using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class AcceptingTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualTime _time = new();
    private readonly Channel<Socket> _came = Channel.CreateUnbounded<Socket>();
    private readonly List<SocketError> _told = [];
    private int _tries;

    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.ConnectionAborted)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    public async Task A_connection_that_cannot_be_accepted_is_not_the_last(SocketError error)
    {
        var accepting = RunAsync(error, error, SocketError.Success);

        await _time.TimerAsync(Accepting.Pause, _limit.Token);
        _tries.Should().Be(1, "what has failed is not tried again at once");
        _time.Advance(Accepting.Pause);
        await _time.TimerAsync(Accepting.Pause, _limit.Token);
        _time.Advance(Accepting.Pause);

        using var came = await _came.Reader.ReadAsync(_limit.Token);
        _told.Should().Equal(error);
        await EndAsync(accepting);
    }

    [Fact]
    public async Task Each_row_of_failures_is_told_of_once()
    {
        const SocketError error = SocketError.TooManyOpenSockets;
        var accepting = RunAsync(error, error, SocketError.Success, error, SocketError.Success);

        for (var i = 0; i < 3; i++)
        {
            await _time.TimerAsync(Accepting.Pause, _limit.Token);
            _time.Advance(Accepting.Pause);
        }

        using var first = await _came.Reader.ReadAsync(_limit.Token);
        using var second = await _came.Reader.ReadAsync(_limit.Token);
        _told.Should().Equal(error, error);
        await EndAsync(accepting);
    }

    [Fact]
    public async Task It_ends_in_a_pause_too()
    {
        var accepting = RunAsync(SocketError.TooManyOpenSockets);
        await _time.TimerAsync(Accepting.Pause, _limit.Token);

        await EndAsync(accepting);
    }

    [Fact]
    public async Task It_ends_with_its_listener_and_calls_that_no_failure()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var accepting = Accepting.RunAsync(listener, s => _came.Writer.TryWrite(s), e => _told.Add(e.SocketErrorCode), _stop.Token);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndPoint!, _limit.Token);
        using var came = await _came.Reader.ReadAsync(_limit.Token);

        listener.Dispose();

        await accepting.WaitAsync(_limit.Token);
        _told.Should().BeEmpty();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _limit.Dispose();
    }

    /// <summary>Accepts from a listener that fails so, one try after the other, and then waits for ever.</summary>
    private Task RunAsync(params SocketError[] tries) => Accepting.RunAsync(
        async ct =>
        {
            if (_tries >= tries.Length)
            {
                await new TaskCompletionSource().Task.WaitAsync(ct);
            }

            return tries[_tries++] == SocketError.Success ? new Socket(SocketType.Stream, ProtocolType.Tcp) : throw new SocketException((int)tries[_tries - 1]);
        },
        () => false,
        socket => _came.Writer.TryWrite(socket),
        e => _told.Add(e.SocketErrorCode),
        _time,
        _stop.Token);

    private async Task EndAsync(Task accepting)
    {
        await _stop.CancelAsync();
        await accepting.WaitAsync(_limit.Token);
    }
}
