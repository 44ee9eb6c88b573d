using System.CommandLine;
using IstioRegressions.Cli.Commands;

namespace IstioRegressions.Unit.Cli;

/// <summary>What is wrong with a command line itself is said in one line, and nothing is left behind.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("usage-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("verdict --regression no-such-bug --versions 1.6.14", "there is no regression 'no-such-bug'; the catalogue has serviceentry-endpoint-port")]
    [InlineData("verdict --regression serviceentry-endpoint-port", "verdict needs the version")]
    [InlineData("verdict --versions 1.6.14", "verdict judges one regression")]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6", "'1.6' is not an Istio version")]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6.99", "there is no release Istio 1.6.99; of 1.6 there are 1.6.0 to 1.6.14")]
    [InlineData("verdict --regression workloadentry-relabel-leak --versions 1.4.6", "does not apply to 1.4.6")]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6.14 --pilot /no/such/pilot", "no file /no/such/pilot")]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6.14 --environment moon", "'moon' is none of reference, native, k3s, cluster")]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6.14 --environment native", "docker.io/istio/pilot:1.6.14 is not pinned in ")]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6.14 --environment native", "pin it: istio-regressions images lock --versions 1.6.14, or give a binary: --pilot PATH")]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6.14 --environment native --hub :/", "ISTIO_HUB: ':/' is no hub")]
    [InlineData("images lock --images /no/such/archive.tar", "ISTIO_IMAGES '/no/such/archive.tar' does not exist")]
    [InlineData("matrix --resume no-such-run", "ISTIO_RESUME 'no-such-run' is no run in ")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.6.14 --bad 1.7.8", "no line leads from 1.6.14 to 1.7.8")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.7.0 --bad 1.6.0", "write --bad 1.6.0 --fixed 1.7.0")]
    [InlineData("bisect --regression serviceentry-endpoint-port --bad 1.6.0 --fixed 1.4.0", "write --good 1.4.0 --bad 1.6.0")]
    [InlineData("bisect --regression serviceentry-endpoint-port --bad 1.6.0", "bisect needs two ends")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.4.0", "'--bad' is required")]
    [InlineData("bisect --good 1.4.0 --bad 1.6.0", "bisect looks for one regression")]
    [InlineData("bisect --regression workloadentry-relabel-leak --good 1.5.0 --bad 1.6.0", "does not apply to 1.5.0")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.4.0 --bad 1.6.0 --confidence 0.9", "give --repeat too")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.4.0 --bad 1.6.0 --repeat 5 --confidence 1", "--confidence 1 is not above 0.5 and below 1")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.4.0 --bad 1.6.0 --repeat 0", "--repeat 0 is not 1 or more")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.4.0 --bad 1.6.0 --pilot /a/pilot", "is one binary")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.4.0 --bad 1.6.0 --pilot /no/{version}/pilot", "no file /no/1.4.0/pilot")]
    [InlineData("load --observers 0", "--observers 0 is not 1 or more")]
    [InlineData("load --namespaces 0", "--namespaces 0 is neither a number above 0 nor a list of names")]
    [InlineData("load --connect-rate 0", "--connect-rate 0 is not above 0")]
    [InlineData("load --label app", "--label app is not NAME=VALUE")]
    [InlineData("load --label app=a --label app=b", "--label app is given 2 times")]
    [InlineData("load --address a/b", "--address a/b is not HOST:PORT")]
    [InlineData("load --versions 1.6.0,1.6.14", "load runs on one version, not on 2")]
#if !WITH_K3S
    [InlineData("matrix --environment k3s", "ISTIO_ENVIRONMENT 'k3s' is not in this build: build with -p:WithK3s=true")]
#endif
    [InlineData("matrix --output /proc/no", "/proc/no")]
    [InlineData("matrix --versions 1.6.14..1.6.0", "no known release lies in '1.6.14..1.6.0'")]
    [InlineData("matrix --environment native --pilot /a/pilot --versions 1.6.0,1.6.1", "is one binary, but ISTIO_VERSIONS names 2 versions")]
    [InlineData("matrix --no-such-option", "--no-such-option")]
    [InlineData("no-such-command", "no-such-command")]
    public async Task What_no_version_can_change_is_one_line_and_255(string arguments, string said)
    {
        using var errors = new StringWriter();

        var code = await Invocation.RunAsync(AllCommands.Create(Variable), arguments.Split(' '), new InvocationConfiguration { EnableDefaultExceptionHandler = false, Error = errors });

        Refused(code, errors.ToString(), said);
    }

    // As a process too: each command once, and a line that cannot be read.
    [Theory]
    [InlineData("verdict --regression serviceentry-endpoint-port --versions 1.6.14 --environment native", "docker.io/istio/pilot:1.6.14 is not pinned in ")]
    [InlineData("matrix --output /proc/no", "/proc/no")]
    [InlineData("bisect --regression serviceentry-endpoint-port --good 1.4.0 --bad 1.6.0 --pilot /no/{version}/pilot", "no file /no/1.4.0/pilot")]
    [InlineData("load --observers 0", "--observers 0 is not 1 or more")]
    [InlineData("images lock --images /no/such/archive.tar", "ISTIO_IMAGES '/no/such/archive.tar' does not exist")]
    [InlineData("matrix --no-such-option", "--no-such-option")]
    public async Task So_it_is_for_who_starts_it(string arguments, string said)
    {
        var run = await CommandLine.RunAsync(_folder.FullName, arguments.Split(' '));

        Refused(run.Code, run.Errors, said);
        run.Said.Should().BeEmpty();
    }

    private void Refused(int code, string errors, string said)
    {
        code.Should().Be(255);
        errors.Should().StartWith("istio-regressions: ").And.Contain(said);
        _folder.EnumerateFiles("verdict.json", SearchOption.AllDirectories).Should().BeEmpty();
    }

    private string? Variable(string name) => CommandLine.Variables(_folder.FullName).GetValueOrDefault(name);
}
