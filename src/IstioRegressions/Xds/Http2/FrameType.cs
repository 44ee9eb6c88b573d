namespace IstioRegressions.Xds.Http2;

/// <summary>What a frame is (RFC 9113, section 6). A type that is not among these is to be ignored.</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    Reset = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}
