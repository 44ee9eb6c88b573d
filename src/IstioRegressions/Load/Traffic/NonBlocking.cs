using System.Runtime.InteropServices;

namespace IstioRegressions.Load.Traffic;

/// <summary>
/// Linux's sockets and epoll as they are. System.Net.Sockets hands every readiness to the thread pool, which costs more than
/// the request itself; who measures with that measures the pool.
/// </summary>
internal static class NonBlocking
{
    public const int Again = 11;
    public const int BrokenPipe = 32;
    public const int ConnectionReset = 104;
    public const int TimedOut = 110;
    public const int ConnectionRefused = 111;
    public const int InProgress = 115;
    public const int Interrupted = 4;

    private const int Stream = 1;
    private const int NonBlock = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NoSignal = 0x4000;

    /// <summary>A TCP socket; -1 where there is none to be had.</summary>
    public static int Open(int family) => socket(family, Stream | NonBlock | CloseOnExec, 0);

    /// <summary>Begins to connect; 0 when it is connected, else the error, <see cref="InProgress"/> where it is under way.</summary>
    public static int Connect(int socket, byte[] address) => connect(socket, address, address.Length) == 0 ? 0 : Error;

    /// <summary>How many bytes were sent; -1 with an <see cref="Error"/>.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> bytes) => (int)send(socket, ref MemoryMarshal.GetReference(bytes), bytes.Length, NoSignal);

    /// <summary>How many bytes came, 0 at the end; -1 with an <see cref="Error"/>.</summary>
    public static int Receive(int socket, Span<byte> bytes) => (int)recv(socket, ref MemoryMarshal.GetReference(bytes), bytes.Length, 0);

    public static void Close(int file) => _ = close(file);

    /// <summary>The error of the last call of this thread.</summary>
    public static int Error => Marshal.GetLastPInvokeError();

#pragma warning disable IDE1006, SA1300 // as libc calls them
    [DllImport("libc", SetLastError = true)]
    internal static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    internal static extern int epoll_ctl(int epoll, int operation, int file, ref byte ev);

    [DllImport("libc", SetLastError = true)]
    internal static extern int epoll_wait(int epoll, ref byte events, int most, int milliseconds);

    [DllImport("libc", SetLastError = true)]
    internal static extern int timerfd_create(int clock, int flags);

    [DllImport("libc", SetLastError = true)]
    internal static extern int timerfd_settime(int file, int flags, ref TimerTime value, nint old);

    [DllImport("libc", SetLastError = true)]
    internal static extern int eventfd(uint value, int flags);

    [DllImport("libc", SetLastError = true)]
    internal static extern nint write(int file, ref ulong value, nint length);

    [DllImport("libc", SetLastError = true)]
    private static extern int socket(int family, int type, int protocol);

    [DllImport("libc", SetLastError = true)]
    private static extern int connect(int socket, byte[] address, int length);

    [DllImport("libc", SetLastError = true)]
    private static extern nint send(int socket, ref byte bytes, nint length, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint recv(int socket, ref byte bytes, nint length, int flags);

    [DllImport("libc")]
    private static extern int close(int file);
#pragma warning restore IDE1006, SA1300

    /// <summary>struct itimerspec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimerTime
    {
        public long IntervalSeconds;
        public long IntervalNanoseconds;
        public long Seconds;
        public long Nanoseconds;
    }
}
