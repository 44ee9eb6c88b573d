using IstioRegressions.Installation;

namespace IstioRegressions.Unit.Installation;

public sealed class FailureBundleTests
{
    private static readonly FailureBundle Bundle = new("/bundle");

    [Fact]
    public void The_files_lie_by_namespace_pod_and_container()
    {
        Bundle.SyncStatus.Should().Be("/bundle/sync-status.json");
        Bundle.Events("default").Should().Be("/bundle/namespaces/default/events.yaml");
        Bundle.Description("default", "web-0").Should().Be("/bundle/namespaces/default/pods/web-0/description.yaml");
        Bundle.ConfigDump("default", "web-0").Should().Be("/bundle/namespaces/default/pods/web-0/config-dump.json");
        Bundle.Log("default", "web-0", "istio-proxy").Should().Be("/bundle/namespaces/default/pods/web-0/istio-proxy.log");
        Bundle.Log("default", "web-0", "istio-proxy", previous: true).Should().Be("/bundle/namespaces/default/pods/web-0/istio-proxy.previous.log");
        Bundle.Call("past-the-sidecar").Should().Be("/bundle/calls/past-the-sidecar.txt");
    }

    [Fact]
    public void An_odd_name_stays_inside_and_is_its_own_file()
    {
        string[] names =
        [
            "a", "A", "a.", ".", "..", "../../etc/passwd", "/etc/passwd", "a/b", "a%2Fb", "a%2fb", "%", "", " ", "a b", "a\0b", "a\nb", "ä", "\ud800", "con",
            "x.previous", "x", new('a', 300), new string('a', 299) + "b", new('ä', 300), "web.default",
        ];

        var paths = names.SelectMany(n => new[] { Bundle.Log("ns", "pod", n), Bundle.Log("ns", "pod", n, previous: true) }).ToList();

        paths.Should().OnlyContain(p => Path.GetDirectoryName(p) == "/bundle/namespaces/ns/pods/pod" && Path.GetFullPath(p) == p);
        paths.Select(p => p.ToLowerInvariant()).Should().OnlyHaveUniqueItems("some file systems know no upper case");
        paths.Should().OnlyContain(p => Path.GetFileName(p).Length < 200 && Path.GetFileName(p).All(char.IsAscii));
    }
}
