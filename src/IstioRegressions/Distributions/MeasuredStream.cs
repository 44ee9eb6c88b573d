using System.Security.Cryptography;

namespace IstioRegressions.Distributions;

/// <summary>A stream that is read once from end to end: hashes what is read, and refuses what is too much.</summary>
internal sealed class MeasuredStream(Stream inner, long limit) : Stream
{
    // A reader of archives allocates what a header says that the header's own data takes, and asks for it in one read.
    // No name is that long.
    private const int LongestRead = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;

    public Digest Digest => Digest.Of(_hash);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        Allow(buffer.Length);
        var count = inner.Read(buffer);
        Took(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Allow(buffer.Length);
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Took(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Allow(int length)
    {
        if (length > LongestRead)
        {
            throw new InvalidDataException($"a header announces {length} bytes of its own; {LongestRead} are allowed");
        }
    }

    private void Took(ReadOnlySpan<byte> content)
    {
        _hash.AppendData(content);
        _read += content.Length;
        if (_read > limit)
        {
            throw new InvalidDataException($"it is larger than {limit} bytes when decompressed");
        }
    }
}
