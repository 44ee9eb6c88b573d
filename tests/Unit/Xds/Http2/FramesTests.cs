using IstioRegressions.Xds;
using IstioRegressions.Xds.Http2;
using static IstioRegressions.Unit.Xds.Http2.Wire;

namespace IstioRegressions.Unit.Xds.Http2;

public sealed class FramesTests
{
    private static readonly byte[] Greeting = [.. Settings(), .. Headers];

    [Fact]
    public void A_call_begins_with_preface_settings_and_headers()
    {
        var wire = new Wire().Send("a");

        var sent = wire.Sent();

        sent.Select(f => f.Header.Type).Should().Equal(FrameType.Settings, FrameType.WindowUpdate, FrameType.Headers, FrameType.Data);
        new HpackDecoder().Decode(sent[2].Payload).Should().Equal(
            (":method", "POST"), (":scheme", "http"), (":path", "/a.Service/Method"), (":authority", "pilot:15010"),
            ("content-type", "application/grpc"), ("te", "trailers"));
        sent[3].Payload.Should().Equal(0, 0, 0, 0, 3, 0x22, 1, (byte)'a');
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(int.MaxValue)]
    public void Messages_are_read_however_connection_and_frames_are_cut(int pieces)
    {
        byte[] messages = [.. Message("1"), .. Message(""), .. Message(new string('x', 300)), .. Message("4")];

        var wire = new Wire().Receive(
            [
                .. Settings((4, 1000)),
                .. Frame(1, 0x28, 1, [2, 0, 0, 0, 0, 9, .. HeaderBlock[..5], 0, 0]),   // padded, prioritized, to be continued
                .. Frame(9, 0, 1, HeaderBlock[5..9]),
                .. Frame(9, 0x4, 1, HeaderBlock[9..]),
                .. Data(messages[..3]),
                .. Data(),
                .. Frame(0, 0x8, 1, [4, .. messages[3..20], 0, 0, 0, 0]),   // padded
                .. Frame(0x42, 0xff, 7, 1, 2, 3),   // of no type that there is
                .. Frame(2, 0, 1, 0, 0, 0, 0, 5),   // a priority
                .. Frame(0, 0x8, 1, [0, .. messages[20..]]),
                .. Frame(1, 0x1, 1, TrailerBlock[..4]),
                .. Frame(9, 0x4, 1, TrailerBlock[4..]),
            ],
            pieces);

        wire.Messages.Should().Equal("1", "", new string('x', 300), "4");
        wire.HasEnded.Should().BeTrue();
    }

    [Fact]
    public void Settings_and_pings_are_acknowledged()
    {
        var wire = new Wire().Receive([.. Settings((1, 0)), .. Frame(6, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8), .. Frame(6, 0x1, 0, 8, 7, 6, 5, 4, 3, 2, 1), .. Frame(4, 0x1, 0)]);

        var answers = wire.Sent().Skip(3).ToList();

        answers.Select(f => (f.Header.Type, f.Header.Flags)).Should().Equal((FrameType.Settings, (byte)1), (FrameType.Ping, (byte)1));
        answers[1].Payload.Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
    }

    [Fact]
    public void No_more_is_sent_than_the_server_has_room_for()
    {
        const int messageSize = 5 + 4 + 70_000;
        var wire = new Wire().Send(new string('x', 70_000));
        DataSent(wire).Should().Be(65_535, "of the connection and of the stream there is so much at first");

        wire.Receive([.. Settings((4, 65_530)), .. Frame(8, 0, 0, Number(1_000_000))]);
        DataSent(wire).Should().Be(0, "the stream has five bytes less than none");
        wire.Receive(Frame(8, 0, 1, Number(105)));
        DataSent(wire).Should().Be(100);
        wire.Receive(Frame(8, 0, 3, Number(5000)));
        DataSent(wire).Should().Be(0, "it is another stream's");
        wire.Receive(Frame(8, 0, 1, Number(1_000_000)));

        DataSent(wire).Should().Be(messageSize - 65_535 - 100);
    }

    [Fact]
    public void Frames_are_no_longer_than_every_server_takes_them()
    {
        var wire = new Wire().Send(new string('x', 40_000));

        wire.Sent().Where(f => f.Header.Type == FrameType.Data).Select(f => f.Header.Length).Should().Equal(16_384, 16_384, 40_009 - (2 * 16_384));
    }

    [Fact]
    public void Room_that_was_used_is_given_back_before_it_is_out()
    {
        const int window = 1024 * 1024;
        var wire = new Wire().Receive(Greeting);
        var text = new string('x', 3 * window);
        var room = (Connection: window, Stream: window);
        wire.Sent();

        foreach (var chunk in Message(text).Chunk(16_000))
        {
            wire.Receive(Frame(0, 0x8, 1, [10, .. chunk, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));   // padding takes room too
            var given = wire.Sent().Where(f => f.Header.Type == FrameType.WindowUpdate).ToLookup(f => f.Header.Stream, f => (f.Payload[1] << 16) | (f.Payload[2] << 8) | f.Payload[3]);
            room = (room.Connection - chunk.Length - 11 + given[0].Sum(), room.Stream - chunk.Length - 11 + given[1].Sum());
            room.Connection.Should().BeInRange(window / 4, window);
            room.Stream.Should().Be(room.Connection);
        }

        wire.Messages.Should().Equal(text);
    }

    [Fact]
    public void A_server_that_says_it_closes_may_end_the_call_first()
    {
        var wire = new Wire().Receive([.. Greeting, .. Frame(7, 0, 0, [.. Number(int.MaxValue), .. Number(0)]), .. Data(Message("1")), .. Trailers]);

        wire.Messages.Should().Equal("1");
        wire.HasEnded.Should().BeTrue();
    }

    [Fact]
    public void A_server_that_closes_without_the_call_is_quoted() =>
        new Wire().Error([.. Settings(), .. Frame(7, 0, 0, [.. Number(0), .. Number(11), .. "calm"u8])]).Should().Be(
            $"{Target} broke the stream: the server did not take the call, after it had said GOAWAY with ENHANCE_YOUR_CALM");

    [Fact]
    public void A_reset_is_quoted_with_its_reason() =>
        new Wire().Error([.. Greeting, .. Frame(3, 0, 1, Number(2))]).Should().Be($"{Target} broke the stream: the server reset the stream with INTERNAL_ERROR");

    [Fact]
    public void A_call_that_is_given_up_is_reset()
    {
        var wire = new Wire().Receive([.. Greeting, .. Data(0, 0)]);
        wire.Sent();

        wire.Abandon();

        var (header, payload) = wire.Sent().Should().ContainSingle().Subject;
        header.Should().Be(new FrameHeader(4, FrameType.Reset, 0, 1));
        payload.Should().Equal(Number(8), "this is CANCEL");
    }

    [Fact]
    public void A_server_that_speaks_HTTP_1_is_told_by_its_words() =>
        new Wire().Error([.. "HTTP/1.1 400 Bad Request\r\n"u8]).Should().Be(
            $"{Target} does not keep to HTTP/2: it began with 'HTTP/1.1 '; is this the port of plaintext xDS?");

    public static TheoryData<string, byte[]> Violations() => new()
    {
        { "a frame of 16385 bytes, over the limit of 16384", Data(new byte[16_385]) },
        { "a Data frame of 1 bytes with flags 0 on stream 3", Frame(0, 0, 3, 0) },
        { "a Data frame of 2 bytes with flags 8 on stream 1", Frame(0, 0x8, 1, 2, 0) },
        { "a Data frame of 0 bytes with flags 8 on stream 1", Frame(0, 0x8, 1) },
        { "a Headers frame of 3 bytes with flags 13 on stream 1", Frame(1, 0xd, 1, 3, 0, 0) },
        { "a Headers frame of 0 bytes with flags 13 on stream 1", Frame(1, 0xd, 1) },
        { "trailers that do not end the stream", Frame(1, 0x4, 1, TrailerBlock) },
        { "a continuation of no header block", Frame(9, 0x4, 1, 0x88) },
        { "a Data frame within a header block", [.. Frame(1, 0x1, 1, 0), .. Data()] },
        { "a Continuation frame within a header block", [.. Frame(1, 0x1, 1, 0), .. Frame(9, 0, 3)] },
        { "a header block of 65537 bytes, over the limit of 65536", [.. Frame(1, 0x1, 1, 0), .. Frame(9, 0, 1, new byte[16_384]), .. Frame(9, 0, 1, new byte[16_384]), .. Frame(9, 0, 1, new byte[16_384]), .. Frame(9, 0, 1, new byte[16_384])] },
        { "header field 0 is in no table", Frame(1, 0x5, 1, 0x80) },
        { "a Ping frame of 7 bytes with flags 0 on stream 0", Frame(6, 0, 0, new byte[7]) },
        { "a PushPromise frame of 4 bytes with flags 4 on stream 1", Frame(5, 0x4, 1, new byte[4]) },
        { "a window of 65535 bytes grows by 0", Frame(8, 0, 0, Number(0)) },
        { "a window of 65535 bytes grows by 2147483647", Frame(8, 0, 0, Number(int.MaxValue)) },
        { "a frame that is cut off", Frame(3, 0, 1, 0) },
        { "settings that are cut off", Frame(4, 0, 0, 0, 4, 0) },
        { "an initial window of 4294967295 bytes", Settings((4, -1)) },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void What_is_not_HTTP_2_is_an_error_that_says_what_came(string message, byte[] frames) =>
        new Wire().Receive(Greeting).Error(frames).Should().Be($"{Target} does not keep to HTTP/2: {message}");

    [Fact]
    public void A_response_without_headers_is_an_error()
    {
        new Wire().Error([.. Settings(), .. Data()]).Should().EndWith("data before the headers");
        new Wire().Error([.. Settings(), .. Frame(1, 0x4, 1, TrailerBlock)]).Should().EndWith("a response without a status");
    }

    [Fact]
    public void An_interim_response_is_passed_over()
    {
        byte[] early = [0x08, 3, .. "103"u8];   // :status, as a literal

        var wire = new Wire().Receive([.. Settings(), .. Frame(1, 0x4, 1, early), .. Headers, .. Data(Message("1"))]);

        wire.Messages.Should().Equal("1");
    }

    [Fact]
    public void However_what_comes_is_damaged_it_is_read_or_refused()
    {
        byte[] sound = [.. Greeting, .. Frame(6, 0, 0, new byte[8]), .. Data(Message("1")), .. Frame(0, 0x8, 1, [3, .. Message("22"), 0, 0, 0]), .. Frame(8, 0, 0, Number(5)), .. Data(Message("333")), .. Trailers];
        var random = new Random(9113);
        var read = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = sound.ToArray();
            for (var j = random.Next(3); j >= 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                read += new Wire().Receive(damaged, random.Next(1, 64)).Messages.Count;
            }
            catch (XdsException)
            {
                // Refused.
            }
        }

        read.Should().BePositive();
    }

    private static int DataSent(Wire wire) => wire.Sent().Where(f => f.Header.Type == FrameType.Data).Sum(f => f.Header.Length);
}
