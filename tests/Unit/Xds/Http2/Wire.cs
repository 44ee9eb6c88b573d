using System.Buffers.Binary;
using Google.Protobuf;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Http2;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Xds.Http2;

/// <summary>A connection of which the test says what comes, byte by byte, and sees what goes.</summary>
internal sealed class Wire
{
    public static readonly Uri Target = new("http://pilot:15010/a.Service/Method");

    private readonly MemoryStream _sent = new();
    private readonly PooledBuffer _input = new();
    private readonly Frames _frames;
    private int _seen;

    public Wire()
    {
        _frames = new Frames(Target, new Outbox(_sent), _input);
        _frames.Open();
    }

    /// <summary>The nonces of the messages that came.</summary>
    public List<string> Messages { get; } = [];

    public bool HasEnded { get; private set; }

    public static byte[] Settings(params (int Name, int Value)[] settings) => Frame(4, 0, 0, [.. settings.SelectMany(s => (byte[])[0, (byte)s.Name, .. Number(s.Value)])]);

    /// <summary>:status 200 and content-type: application/grpc, without tables.</summary>
    public static byte[] HeaderBlock => [0x88, 0x0f, 0x10, 0x10, .. "application/grpc"u8];

    public static byte[] Headers => Frame(1, 0x4, 1, HeaderBlock);

    /// <summary>grpc-status: 0, which end the stream.</summary>
    public static byte[] Trailers => Frame(1, 0x5, 1, TrailerBlock);

    public static byte[] TrailerBlock => [0x00, 11, .. "grpc-status"u8, 1, (byte)'0'];

    public static byte[] Frame(byte type, byte flags, int stream, params byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        new FrameHeader(payload.Length, (FrameType)type, flags, stream).Write(frame);
        payload.CopyTo(frame, 9);
        return frame;
    }

    public static byte[] Data(params byte[] payload) => Frame(0, 0, 1, payload);

    public static byte[] Message(string nonce)
    {
        var message = new DiscoveryResponse { Nonce = nonce }.ToByteArray();
        return [0, .. Number(message.Length), .. message];
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>These bytes come, cut into pieces of at most so many.</summary>
    public Wire Receive(IReadOnlyCollection<byte> bytes, int pieces = int.MaxValue)
    {
        foreach (var piece in bytes.Chunk(pieces))
        {
            _input.Add(piece);
            while (!HasEnded && _frames.Advance())
            {
                var message = _frames.TakeMessage(DiscoveryResponse.Parser.ParseFrom);
                HasEnded = message is null;
                if (message is not null)
                {
                    Messages.Add(message.Nonce);
                }
            }
        }

        return this;
    }

    public Wire Send(string typeUrl)
    {
        _frames.Send([new DiscoveryRequest { TypeUrl = typeUrl }]);
        return this;
    }

    public Wire Abandon()
    {
        _frames.Abandon();
        return this;
    }

    /// <summary>The frames that went since the last call, the preface left out.</summary>
    public IReadOnlyList<(FrameHeader Header, byte[] Payload)> Sent()
    {
        const int preface = 24;
        var bytes = _sent.ToArray().AsSpan(_seen == 0 ? preface : _seen);
        _seen = (int)_sent.Length;
        List<(FrameHeader, byte[])> frames = [];
        while (!bytes.IsEmpty)
        {
            var header = FrameHeader.Read(bytes);
            frames.Add((header, bytes.Slice(FrameHeader.Size, header.Length).ToArray()));
            bytes = bytes[(FrameHeader.Size + header.Length)..];
        }

        return frames;
    }

    /// <summary>What is said of bytes that break the connection.</summary>
    public string Error(IReadOnlyCollection<byte> bytes) => this.Invoking(w => w.Receive(bytes)).Should().Throw<XdsException>().Which.Message;
}
