using IstioRegressions.Catalogue;
using IstioRegressions.Installation;

namespace IstioRegressions.Unit.Installation;

public sealed class InstallPlanTests : IDisposable
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1beta1
        kind: CustomResourceDefinition
        metadata:
          name: NAME.networking.istio.io
        spec: {}
        """;

    private const string Demo = $"""
        apiVersion: v1
        kind: Namespace
        metadata: {"{name: istio-system}"}
        ---
        {Definition}
        ---
        apiVersion: extensions/v1beta1
        kind: Deployment
        metadata: {"{name: istio-pilot}"}
        spec:
          template:
            metadata: {"{labels: {istio: pilot}}"}
            spec: {"{containers: [{name: discovery, image: \"docker.io/istio/pilot:0\"}]}"}
        ---
        apiVersion: v1
        kind: Service
        metadata: {"{name: istio-ingress}"}
        spec: {"{type: LoadBalancer}"}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plan-");

    public static TheoryData<string> Versions => [.. ReleaseList.Default.Releases.GroupBy(r => (r.Version.Major, r.Version.Minor)).Select(g => g.First().Version.ToString())];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("0.7.1", false, "install/kubernetes/istio.yaml")]
    [InlineData("0.7.1", true, "install/kubernetes/istio-auth.yaml")]
    [InlineData("0.8.0", false, "install/kubernetes/istio-demo.yaml")]
    [InlineData("1.0.9", true, "install/kubernetes/istio-demo-auth.yaml")]
    [InlineData("1.4.6", false, "install/kubernetes/istio-demo.yaml")]
    public void A_release_up_to_1_4_is_installed_from_its_manifest(string version, bool mutualTls, string file) =>
        InstallFiles.Manifest(IstioVersion.Parse(version), mutualTls).Should().Be(file);

    [Theory]
    [InlineData("1.4.6", "*apply a MeshPolicy*")]
    [InlineData("1.6.0", "*apply a PeerAuthentication*")]
    public void Mutual_TLS_from_the_start_is_refused_where_no_release_has_it(string version, string error)
    {
        var plan = () => InstallPlan.For(Release(version), _folder.FullName, new InstallOptions { MutualTls = true }, "config");

        plan.Should().Throw<InstallationException>().WithMessage(error);
    }

    [Theory, MemberData(nameof(Versions))]
    public void Every_release_is_installed_definitions_first_or_by_its_istioctl(string version)
    {
        Unpack(version);

        var steps = InstallPlan.For(Release(version), _folder.FullName, new InstallOptions(), "config");

        if (Release(version).Install == InstallStyle.Manifests)
        {
            steps.Should().HaveCount(2);
            steps[0].Objects.Should().NotBeEmpty().And.OnlyContain(o => o.IsDefinition).And.OnlyHaveUniqueItems(o => o.Name);
            steps[1].Objects.Select(o => o.Kind).Should().Equal("Namespace", "Deployment", "Service");
            steps[1].Objects[1].ApiVersion.Should().Be("apps/v1");
            steps[1].Objects[2].Yaml.Should().Contain("NodePort");
        }
        else
        {
            steps.Should().ContainSingle().Which.Istioctl.Should().NotBeEmpty();
        }
    }

    [Theory, MemberData(nameof(Versions))]
    public void Every_release_can_be_a_pilot_alone_behind_its_definitions(string version)
    {
        Unpack(version);

        var steps = InstallPlan.Pilot(Release(version), "mine:1", _folder.FullName);

        steps.Should().HaveCount(version.StartsWith("0.", StringComparison.Ordinal) ? 1 : 2);
        steps.SkipLast(1).Should().NotContain(s => s.Objects.Count == 0 || s.Objects.Any(o => !o.IsDefinition));
        steps[^1].Objects.Select(o => o.Kind).Where(k => k != "ConfigMap").Should().Equal("Namespace", "ServiceAccount", "ClusterRoleBinding", "Deployment");
        steps[^1].Objects[^1].Yaml.Should().Contain("\"mine:1\"");
    }

    [Theory]
    [InlineData("0.8.0")]
    [InlineData("1.0.9", "install/kubernetes/helm/istio/templates/crds.yaml")]
    [InlineData("1.1.0", "install/kubernetes/helm/istio-init/files")]
    [InlineData("1.4.10", "install/kubernetes/helm/istio-init/files")]
    [InlineData("1.5.0", "install/kubernetes/operator/charts/base/files", "manifests/base/files")]
    [InlineData("1.6.0", "manifests/charts/base/crds")]
    [InlineData("1.23.6", "manifests/charts/base/crds")]
    [InlineData("1.24.0", "manifests/charts/base/files")]
    public void Definitions_are_looked_for_where_the_release_has_them(string version, params string[] places) =>
        InstallFiles.Definitions(IstioVersion.Parse(version)).Should().Equal(places);

    [Fact]
    public void Definitions_of_cert_manager_are_left_out_and_the_others_are_in_their_order()
    {
        Unpack("1.4.6");

        InstallFiles.FindDefinitions(IstioVersion.Parse("1.4.6"), _folder.FullName).Select(Path.GetFileName).Should().Equal("crd-10.yaml", "crd-11.yaml", "crd-14.yaml");
    }

    [Fact]
    public void Missing_definitions_are_named_with_all_places()
    {
        var plan = () => InstallPlan.Pilot(Release("1.5.0"), "mine:1", _folder.FullName);

        plan.Should().Throw<InstallationException>().WithMessage($"{_folder.FullName} has no custom resource definitions of Istio 1.5.0: no install/kubernetes/operator/charts/base/files, no manifests/base/files; give*");
    }

    [Fact]
    public void A_pilot_of_a_release_whose_definitions_are_in_its_archive_needs_it()
    {
        var plan = () => InstallPlan.Pilot(Release("1.6.0"), "mine:1", folder: null);

        plan.Should().Throw<InstallationException>().WithMessage("*ISTIO_RELEASE*");
        InstallPlan.Pilot(Release("0.8.0"), "mine:1", folder: null).Should().ContainSingle();
    }

    [Fact]
    public void A_missing_manifest_is_one_error()
    {
        var plan = () => InstallPlan.For(Release("0.7.1"), _folder.FullName, new InstallOptions(), "config");

        plan.Should().Throw<InstallationException>().WithMessage($"{_folder.FullName}/install/kubernetes/istio.yaml cannot be read:*give the directory of the release, unpacked");
    }

    [Fact]
    public void The_control_plane_alone_up_to_1_4_is_the_pilot_of_the_hub()
    {
        Unpack("1.4.6");

        var steps = InstallPlan.For(Release("1.4.6"), _folder.FullName, new InstallOptions { ControlPlaneOnly = true, Hub = "localhost:5000/istio" }, "config");

        steps[^1].Objects[^1].Yaml.Should().Contain("\"localhost:5000/istio/pilot:1.4.6\"");
    }

    [Fact]
    public void A_pilot_image_without_a_place_for_it_is_an_error()
    {
        Unpack("0.8.0", Demo.Replace("name: discovery", "name: other"));

        var plan = () => InstallPlan.For(Release("0.8.0"), _folder.FullName, new InstallOptions { PilotImage = "mine:1" }, "config");

        plan.Should().Throw<InstallationException>().WithMessage("*no container 'discovery'*mine:1");
    }

    private static Release Release(string version) => ReleaseList.Default.For(IstioVersion.Parse(version));

    private void Unpack(string version, string demo = Demo)
    {
        var istio = IstioVersion.Parse(version);
        if (Release(version).Install == InstallStyle.Manifests)
        {
            Write(InstallFiles.Manifest(istio, mutualTls: false), demo.Replace("NAME", "gateways"));
        }

        foreach (var place in InstallFiles.Definitions(istio).Take(1))
        {
            string[] files = place.EndsWith(".yaml", StringComparison.Ordinal) ? [""] : ["crd-14.yaml", "crd-10.yaml", "crd-11.yaml", "crd-certmanager-10.yaml", "values.yaml"];
            foreach (var file in files)
            {
                Write(Path.Combine(place, file), Definition.Replace("NAME", file.Contains("14") ? "gateways" : "a" + file.Length));
            }
        }
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
