using IstioRegressions.Xds.Http2;

namespace IstioRegressions.Unit.Xds.Http2;

/// <summary>The header blocks are the examples of RFC 7541, appendix C.</summary>
public sealed class HpackDecoderTests
{
    [Fact]
    public void Literals_with_and_without_index_are_read()
    {
        Decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572").Should().Equal(("custom-key", "custom-header"));
        Decode("040c 2f73 616d 706c 652f 7061 7468").Should().Equal((":path", "/sample/path"));
        Decode("1008 7061 7373 776f 7264 0673 6563 7265 74").Should().Equal(("password", "secret"));
        Decode("4081 1f01 31").Should().Equal(("a", "1"));
        Decode("82").Should().Equal((":method", "GET"));
    }

    [Fact]
    public void Huffman_codes_are_read_and_later_blocks_refer_to_earlier_ones()
    {
        var decoder = new HpackDecoder();

        var first = decoder.Decode(Bytes(
            "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3"));
        var second = decoder.Decode(Bytes("4883 640e ffc1 c0bf"));

        first.Should().Equal(
            (":status", "302"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:21 GMT"), ("location", "https://www.example.com"));
        second.Should().Equal(
            (":status", "307"), ("cache-control", "private"), ("date", "Mon, 21 Oct 2013 20:13:21 GMT"), ("location", "https://www.example.com"));
    }

    [Fact]
    public void A_smaller_table_forgets_what_does_not_fit()
    {
        var decoder = new HpackDecoder();
        decoder.Decode(Bytes("4001 6101 31 4001 6201 32"));   // a: 1 and b: 2, of 34 bytes each

        decoder.Decode(Bytes("3f06 be")).Should().Equal(("b", "2"));   // a table of 37 bytes

        decoder.Invoking(d => d.Decode(Bytes("bf"))).Should().Throw<FormatException>().WithMessage("header field 63 is in no table");
        decoder.Decode(Bytes("20")).Should().BeEmpty();
        decoder.Invoking(d => d.Decode(Bytes("be"))).Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("80", "header field 0 is in no table")]
    [InlineData("be", "header field 62 is in no table")]
    [InlineData("ff", "a header block is cut off")]
    [InlineData("ffff ffff ffff", "a number is too long")]
    [InlineData("4001 61", "a header block is cut off")]
    [InlineData("4001 6105 31", "a string of 5 bytes is cut off after 1")]
    [InlineData("3fe2 1f", "a dynamic table of 4097 bytes was not offered")]
    [InlineData("4001 61 81 00", "a Huffman-coded string does not end with ones")]
    [InlineData("4001 61 84 ffff fffe", "a Huffman code has no symbol")]
    public void What_is_no_header_block_is_an_error(string block, string message)
    {
        new HpackDecoder().Invoking(d => d.Decode(Bytes(block))).Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void Any_bytes_are_a_header_block_or_an_error_of_format()
    {
        var random = new Random(7541);
        for (var i = 0; i < 20_000; i++)
        {
            var block = new byte[random.Next(1, 30)];
            random.NextBytes(block);
            try
            {
                new HpackDecoder().Decode(block).Should().HaveCountLessThanOrEqualTo(block.Length);
            }
            catch (FormatException)
            {
                // The other of the two.
            }
        }
    }

    private static List<(string Name, string Value)> Decode(string block) => new HpackDecoder().Decode(Bytes(block));

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
