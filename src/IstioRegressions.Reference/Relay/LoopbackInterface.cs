using System.Buffers.Binary;
using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace IstioRegressions.Reference.Relay;

/// <summary>The loopback interface, which is down in a new network namespace (netdevice(7)).</summary>
internal static class LoopbackInterface
{
    private const nuint GetFlags = 0x8913;
    private const nuint SetFlags = 0x8914;
    private const int NameLength = 16;
    private const int RequestLength = 40;
    private const short IsUp = 1;

    /// <summary>Brings it up where it is down.</summary>
    /// <exception cref="Win32Exception">It is down, and this process may not change that.</exception>
    public static void Up()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var request = new byte[RequestLength];
        Encoding.ASCII.GetBytes("lo", request);
        Call(socket, GetFlags, request);
        var flags = BinaryPrimitives.ReadInt16LittleEndian(request.AsSpan(NameLength));
        if ((flags & IsUp) == 0)
        {
            BinaryPrimitives.WriteInt16LittleEndian(request.AsSpan(NameLength), (short)(flags | IsUp));
            Call(socket, SetFlags, request);
        }
    }

    private static void Call(Socket socket, nuint what, byte[] request)
    {
        if (Control((int)socket.Handle, what, request) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(int file, nuint what, byte[] request);
}
