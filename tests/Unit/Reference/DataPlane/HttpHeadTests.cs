using System.Text;
using IstioRegressions.Reference.DataPlane;

namespace IstioRegressions.Unit.Reference.DataPlane;

public sealed class HttpHeadTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("M-SEARCH * HTTP/1.0")]
    [InlineData("OPTIONS http://a.com/b?c=d HTTP/1.1")]
    public void A_request_has_a_method_a_path_and_a_version(string line) => HttpHead.Request(Bytes(line)).Start.Should().Equal(line.Split(' '));

    [Theory]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("HTTP/1.1 200 HTTP/1.1")]
    [InlineData("GET /")]
    [InlineData("GET / HTTP/2")]
    [InlineData("GET / HTTP/1.10")]
    [InlineData("GET /a b HTTP/1.1")]
    [InlineData("get key")]
    [InlineData(" / HTTP/1.1")]
    public void What_is_no_request_says_so(string line)
    {
        var read = () => HttpHead.Request(Bytes(line));

        read.Should().Throw<FormatException>().WithMessage($"'{line}' is no first line of a request: *");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "HTTP/1.1", "200", "OK")]
    [InlineData("HTTP/1.1 404 Not Found", "HTTP/1.1", "404", "Not Found")]
    [InlineData("HTTP/1.0 204 ", "HTTP/1.0", "204", "")]
    [InlineData("HTTP/1.1 599", "HTTP/1.1", "599", "")]
    public void An_answer_has_a_version_a_status_and_perhaps_a_reason(string line, params string[] start) => HttpHead.Answer(Bytes(line)).Start.Should().Equal(start);

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("HTTP/1.1 OK")]
    [InlineData("HTTP/1.1 20 OK")]
    [InlineData("HTTP/1.1 2000 OK")]
    [InlineData("HTTP/1.1 099 ")]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/2 200")]
    [InlineData("VALUE key 0 1")]
    public void What_is_no_answer_says_so(string line)
    {
        var read = () => HttpHead.Answer(Bytes(line));

        read.Should().Throw<FormatException>().WithMessage($"'{line}' is no first line of an answer: *");
    }

    private static byte[] Bytes(string line) => Encoding.ASCII.GetBytes($"{line}\r\nHost: a.com");
}
