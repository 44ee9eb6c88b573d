using System.Security.Cryptography;

namespace IstioRegressions.Distributions;

/// <summary>Receives a blob: counts and hashes what is written, and never lets more through than its descriptor says.</summary>
/// <param name="blob">What is expected.</param>
/// <param name="destination">An empty, seekable stream.</param>
public sealed class BlobWriter(Descriptor blob, Stream destination) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>What is expected.</summary>
    public Descriptor Blob { get; } = blob;

    /// <summary>The bytes so far: where a cut transfer goes on.</summary>
    public long Written { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="ImageException">They are more than the descriptor says.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken ct = default)
    {
        if (content.Length > Blob.Size - Written)
        {
            throw new ImageException($"{Blob.Digest} should have {Blob.Size} bytes and has more; its source is broken, or is not what it says");
        }

        await destination.WriteAsync(content, ct);
        _hash.AppendData(content.Span);
        Written += content.Length;
    }

    /// <summary>Forgets what was written: the transfer begins again.</summary>
    public void Restart()
    {
        destination.SetLength(0);
        destination.Position = 0;
        _hash.GetHashAndReset();
        Written = 0;
    }

    /// <summary>Checks that the blob is whole and has its digest. May be called again.</summary>
    /// <exception cref="ImageException">It is not; the message names both digests.</exception>
    public void Complete()
    {
        if (Written != Blob.Size)
        {
            throw new ImageException($"{Blob.Digest} should have {Blob.Size} bytes and has {Written}; its source is broken, or is not what it says");
        }

        if (Digest.Of(_hash) is var found && found != Blob.Digest)
        {
            throw new ImageException($"the content of {Blob.Digest} has the digest {found}; its source is broken, or is not what it says");
        }
    }

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();
}
