using System.Runtime.InteropServices;

namespace IstioRegressions.Reference.Guard;

internal static class NativeMethods
{
    /// <summary>setsid(2): -1 where the process leads a group already, which then nobody else signals either.</summary>
    [DllImport("libc", EntryPoint = "setsid")]
    internal static extern int SetSid();
}
