using System.Buffers;

namespace IstioRegressions.Xds.Http2;

/// <summary>Puts messages together from bytes, however they are cut. Between two messages it holds no memory.</summary>
/// <param name="peer">Who sends, for the errors.</param>
internal sealed class GrpcMessages(Uri peer)
{
    private readonly byte[] _prefix = new byte[GrpcFrames.PrefixLength];
    private byte[]? _message;
    private int _prefixRead;
    private int _read;
    private int _length = -1;

    /// <summary>Whether there is a whole message to take.</summary>
    public bool IsComplete => _read == _length;

    /// <summary>Adds bytes up to the end of a message.</summary>
    /// <returns>How many were taken.</returns>
    /// <exception cref="XdsException">What comes is no message.</exception>
    public int Add(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        if (_length < 0)
        {
            taken = Math.Min(bytes.Length, GrpcFrames.PrefixLength - _prefixRead);
            bytes[..taken].CopyTo(_prefix.AsSpan(_prefixRead));
            _prefixRead += taken;
            if (_prefixRead < GrpcFrames.PrefixLength)
            {
                return taken;
            }

            _length = GrpcFrames.Length(_prefix, peer);
            _message = ArrayPool<byte>.Shared.Rent(_length);
        }

        var more = Math.Min(bytes.Length - taken, _length - _read);
        bytes.Slice(taken, more).CopyTo(_message.AsSpan(_read));
        _read += more;
        return taken + more;
    }

    /// <summary>Takes the message that is complete.</summary>
    /// <exception cref="XdsException">It is not of that type.</exception>
    public T Take<T>(MessageReader<T> read)
    {
        try
        {
            return GrpcFrames.Parse(_message.AsSpan(0, _length), read, peer);
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>The stream is over.</summary>
    /// <exception cref="XdsException">Within a message.</exception>
    public void End()
    {
        if (_length >= 0)
        {
            throw GrpcFrames.BrokeOff(peer, _read, _length);
        }

        if (_prefixRead > 0)
        {
            throw GrpcFrames.BrokeOff(peer, _prefixRead);
        }
    }

    /// <summary>Forgets what came of a message.</summary>
    public void Clear()
    {
        if (_message is { } message)
        {
            ArrayPool<byte>.Shared.Return(message);
        }

        (_message, _prefixRead, _read, _length) = (null, 0, 0, -1);
    }
}
