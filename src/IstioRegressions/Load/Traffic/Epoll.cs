using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace IstioRegressions.Load.Traffic;

/// <summary>
/// Waits for many sockets at once, edge-triggered: each is told of once, and then used until it has no more. Of one thread,
/// but for <see cref="Wake"/>.
/// </summary>
internal sealed class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlock = 0x800;
    private const int Monotonic = 1;
    private const int Add = 1;
    private const int Modify = 3;
    private const uint In = 1;
    private const uint Out = 4;
    private const uint EdgeTriggered = 1u << 31;
    private const int Most = 512;
    private const int Woken = -1;

    // struct epoll_event is packed on x86-64 alone.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Size = DataAt + 8;

    private readonly byte[] _events = new byte[Most * Size];
    private readonly byte[] _event = new byte[Size];
    private readonly int _epoll = Made(NonBlocking.epoll_create1(CloseOnExec));
    private readonly int _wake = Made(NonBlocking.eventfd(0, CloseOnExec | NonBlock));
    private readonly int _timer = Made(NonBlocking.timerfd_create(Monotonic, CloseOnExec | NonBlock));

    public Epoll()
    {
        Control(Add, _wake, Woken, In);
        Control(Add, _timer, Woken, In);
    }

    /// <summary>Watches a socket for what comes, for as long as it is open.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="key">What it is called when it is ready; not negative.</param>
    /// <param name="toSend">Whether also for room to send.</param>
    public void Watch(int socket, int key, bool toSend) => Control(Add, socket, key, toSend ? In | Out : In);

    /// <summary>Watches a socket that is watched for room to send, too.</summary>
    public void WatchToSend(int socket, int key) => Control(Modify, socket, key, In | Out);

    /// <summary>Waits until sockets are ready, the time is over, or somebody wakes it.</summary>
    /// <param name="atMost">How long; what is below a millisecond counts too.</param>
    /// <param name="ready">Filled with the keys of what is ready.</param>
    public void Wait(TimeSpan atMost, List<int> ready)
    {
        ready.Clear();
        var milliseconds = (int)Math.Clamp(atMost.TotalMilliseconds, 0, 1000);
        if (atMost > TimeSpan.Zero && milliseconds < 20)
        {
            // epoll alone knows milliseconds; the timer is ready in time.
            var time = new NonBlocking.TimerTime { Nanoseconds = atMost.Ticks * 100 };
            Made(NonBlocking.timerfd_settime(_timer, 0, ref time, 0));
            milliseconds += 2;
        }

        var count = NonBlocking.epoll_wait(_epoll, ref _events[0], Most, milliseconds);
        for (var i = 0; i < count; i++)
        {
            var key = (int)BinaryPrimitives.ReadInt64LittleEndian(_events.AsSpan((i * Size) + DataAt));
            if (key != Woken)
            {
                ready.Add(key);
            }
        }
    }

    /// <summary>Ends the wait of another thread, now or the next one.</summary>
    public void Wake()
    {
        var one = 1ul;
        _ = NonBlocking.write(_wake, ref one, sizeof(ulong));
    }

    public void Dispose()
    {
        NonBlocking.Close(_timer);
        NonBlocking.Close(_wake);
        NonBlocking.Close(_epoll);
    }

    private void Control(int operation, int file, int key, uint events)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_event, events | EdgeTriggered);
        BinaryPrimitives.WriteInt64LittleEndian(_event.AsSpan(DataAt), key);
        Made(NonBlocking.epoll_ctl(_epoll, operation, file, ref _event[0]));
    }

    private static int Made(int result) => result >= 0 ? result : throw new LoadException($"the kernel gives no more: {new Win32Exception(NonBlocking.Error).Message}");
}
