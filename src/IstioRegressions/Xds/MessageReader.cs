namespace IstioRegressions.Xds;

/// <summary>Reads a message out of its bytes; throws Protobuf's exception where they are none.</summary>
internal delegate T MessageReader<out T>(ReadOnlySpan<byte> message);
