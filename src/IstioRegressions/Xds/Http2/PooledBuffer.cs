using System.Buffers;

namespace IstioRegressions.Xds.Http2;

/// <summary>Bytes that come in at the end and go out at the front. While there are none, it holds no memory.</summary>
internal sealed class PooledBuffer
{
    private byte[]? _array;
    private int _start;
    private int _end;

    public int Length => _end - _start;

    public ReadOnlySpan<byte> Written => _array.AsSpan(_start, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(_start, Length);

    /// <summary>Room behind the bytes; what is put there counts from <see cref="Advance"/> on.</summary>
    public Memory<byte> Reserve(int size)
    {
        if (_array is null || _array.Length - _end < size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Length + size);
            Written.CopyTo(larger);
            var length = Length;
            Return();
            (_array, _start, _end) = (larger, 0, length);
        }

        return _array.AsMemory(_end);
    }

    public void Advance(int count) => _end += count;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length).Span);
        Advance(bytes.Length);
    }

    /// <summary>Takes bytes out at the front.</summary>
    public void Remove(int count)
    {
        _start += count;
        ReleaseIfEmpty();
    }

    /// <summary>Gives the memory back where there are no bytes.</summary>
    public void ReleaseIfEmpty()
    {
        if (_start == _end)
        {
            Return();
        }
    }

    /// <summary>Forgets all bytes.</summary>
    public void Clear() => Remove(Length);

    private void Return()
    {
        if (_array is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        (_array, _start, _end) = (null, 0, 0);
    }
}
