using System.Diagnostics;

namespace IstioRegressions.Load.Traffic;

/// <summary>One user: a connection at most, and on it one request at a time. Nothing is ever sent a second time.</summary>
/// <param name="key">What the loop's epoll calls it.</param>
/// <param name="loop">Whose it is.</param>
internal sealed class User(int key, UserLoop loop)
{
    private const int None = -1;

    private readonly ResponseReader _answer = new();
    private int _socket = None;
    private int _sent;
    private long _due;

    /// <summary>Whether a request is under way.</summary>
    public bool IsBusy { get; private set; }

    private TimeSpan Took => Stopwatch.GetElapsedTime(_due);

    /// <summary>Begins a request.</summary>
    /// <param name="due">When it was due: what its time is counted from.</param>
    public void Begin(long due)
    {
        (IsBusy, _due, _sent) = (true, due, 0);
        _answer.Reset();
        if (_socket == None)
        {
            Connect();
        }
        else
        {
            Send(isWatched: true);
        }
    }

    /// <summary>Goes on: something came, there is room to send, or the connection is there or gone.</summary>
    public void Ready()
    {
        // Of a connection that rests nothing is asked: whether it can still be used, the next request finds out.
        if (IsBusy && (_sent == loop.Request.Length || Send(isWatched: true)))
        {
            Receive();
        }
    }

    /// <summary>Gives a request up that has taken too long.</summary>
    public void GiveUp(TimeSpan after)
    {
        if (IsBusy && Took > after)
        {
            Fail(FailureCause.Timeout);
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Close()
    {
        if (_socket != None)
        {
            NonBlocking.Close(_socket);
            _socket = None;
        }
    }

    private void Connect()
    {
        _socket = NonBlocking.Open(loop.Family);
        var error = _socket == None ? NonBlocking.Error : NonBlocking.Connect(_socket, loop.Address);
        if (error is not (0 or NonBlocking.InProgress))
        {
            Fail(CauseOf(error));
            return;
        }

        // On loopback the connection is mostly there by now.
        var isSent = Send(isWatched: false);
        if (IsBusy)
        {
            loop.Epoll.Watch(_socket, key, toSend: !isSent);
        }
    }

    /// <returns>Whether all is sent.</returns>
    private bool Send(bool isWatched)
    {
        while (_sent < loop.Request.Length)
        {
            var count = NonBlocking.Send(_socket, loop.Request.AsSpan(_sent));
            if (count >= 0)
            {
                _sent += count;
            }
            else if (NonBlocking.Error is var error && error == NonBlocking.Again)
            {
                if (isWatched)
                {
                    loop.Epoll.WatchToSend(_socket, key);
                }

                return false;
            }
            else if (error != NonBlocking.Interrupted)
            {
                Fail(CauseOf(error));
                return false;
            }
        }

        return true;
    }

    private void Receive()
    {
        while (IsBusy)
        {
            var count = NonBlocking.Receive(_socket, loop.Buffer);
            if (count > 0)
            {
                Take(loop.Buffer.AsSpan(0, count));
            }
            else if (count == 0)
            {
                End();
            }
            else if (NonBlocking.Error is var error && error == NonBlocking.Again)
            {
                return;
            }
            else if (error != NonBlocking.Interrupted)
            {
                Fail(CauseOf(error));
            }
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _answer.Take(bytes);
        }
        catch (FormatException)
        {
            Fail(FailureCause.Garbled);
            return;
        }

        if (_answer.IsComplete)
        {
            Complete(_answer.StaysOpen);
        }
    }

    private void End()
    {
        if (_answer.EndsHere())
        {
            Complete(staysOpen: false);
        }
        else
        {
            Fail(FailureCause.ClosedEarly);
        }
    }

    private void Complete(bool staysOpen)
    {
        if (!staysOpen || !loop.KeepAlive)
        {
            Close();
        }

        if (_answer.Status >= 400)
        {
            loop.Failed(Took, FailureCause.Status, _answer.Status);
        }
        else
        {
            loop.Count.Succeeded(Took, _answer.Bytes);
        }

        IsBusy = false;
        loop.Free(this);
    }

    private void Fail(FailureCause cause)
    {
        Close();
        loop.Failed(Took, cause);
        IsBusy = false;
        loop.Free(this);
    }

    private static FailureCause CauseOf(int error) => error switch
    {
        NonBlocking.ConnectionRefused => FailureCause.Refused,
        NonBlocking.ConnectionReset or NonBlocking.BrokenPipe => FailureCause.Reset,
        NonBlocking.TimedOut => FailureCause.Timeout,
        _ => FailureCause.Unreachable,
    };
}
