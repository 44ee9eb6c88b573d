using IstioRegressions.Catalogue;
using IstioRegressions.Distributions;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Distributions;

public sealed class ReleaseFilesTests : IDisposable
{
    private static readonly IstioVersion Version = IstioVersion.Parse("1.0.0");

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Charts_of_the_old_layout_are_counted_templates_included()
    {
        Write("install/kubernetes/helm/istio/templates/crds.yaml", "# {{ if .Values.global.crds }}\n" + Definition("a.istio.io") + Definition("b.istio.io") + "# {{ end }}\n");
        Write("install/kubernetes/helm/istio/charts/certmanager/templates/crds.yaml", "{{- if .Values.crds }}\n" + Definition("c.k8s.io") + "{{- end }}\n");

        (await NamesAsync()).Should().Equal("a.istio.io", "b.istio.io", "c.k8s.io");
    }

    [Fact]
    public async Task A_definition_that_stands_in_several_files_counts_once_and_names_them_all()
    {
        Write("install/kubernetes/helm/istio-init/files/crd-10.yml", Definition("a.istio.io"));
        Write("manifests/charts/base/crds/crd-all.gen.yaml", Definition("a.istio.io") + Definition("a.istio.io"));

        var found = await Release().CustomResourceDefinitionsAsync();

        found.Should().ContainSingle().Which.Value.Should().Equal("install/kubernetes/helm/istio-init/files/crd-10.yml", "manifests/charts/base/crds/crd-all.gen.yaml");
    }

    [Theory]
    [InlineData("samples/gateway-api.yaml")]
    [InlineData("tests/testdata/crd.yaml")]
    [InlineData("install/kubernetes/templates/istio.yaml.tmpl")]
    [InlineData("install/README.md")]
    public async Task What_is_not_installed_and_what_is_no_YAML_is_not_counted(string file)
    {
        Write(file, Definition("other.istio.io"));
        Write("manifests/charts/base/crds/crd-all.gen.yaml", Definition("a.istio.io"));

        (await NamesAsync()).Should().Equal("a.istio.io");
    }

    [Fact]
    public async Task A_directory_of_another_layout_is_read_whole()
    {
        Write("crds/crd-all.gen.yaml", Definition("a.istio.io"));

        (await NamesAsync()).Should().Equal("a.istio.io");
    }

    [Fact]
    public async Task One_file_is_a_release_too()
    {
        Write("istio.yaml", Definition("a.istio.io"));

        var found = await new ReleaseFiles(_folder["istio.yaml"], _folder.Path).CustomResourceDefinitionsAsync();

        found.Should().ContainSingle().Which.Value.Should().Equal("istio.yaml");
    }

    [Theory]
    [InlineData("kind: CustomResourceDefinition\nmetadata:\n  labels:\n    name: wrong\n  name: right.io\nspec: {}\n", "right.io")]
    [InlineData("metadata:\n  name: \"right.io\" # so\n  {{- template }}\napiVersion: apiextensions.k8s.io/v1\nkind: 'CustomResourceDefinition'\n", "right.io")]
    [InlineData("kind: CustomResourceDefinition\r\nmetadata:\r\n\r\n  name: right.io\r\n", "right.io")]
    [InlineData("kind: CustomResourceDefinitionList\nmetadata:\n  name: none.io\n", null)]
    [InlineData("# kind: CustomResourceDefinition\nkind: Deployment\nmetadata:\n  name: none\nspec:\n  kind: CustomResourceDefinition\n", null)]
    [InlineData("kind: CustomResourceDefinition\nmetadata:\n  name: one.io\n---\nkind: Service\nmetadata:\n  name: none\n", "one.io")]
    public async Task A_definition_has_the_name_of_its_metadata(string text, string? name)
    {
        Write("install/a.yaml", text);

        (await NamesAsync()).Should().Equal(name is null ? [] : [name]);
    }

    [Theory]
    [InlineData("kind: CustomResourceDefinition\nspec:\n  name: not.this\n")]
    [InlineData("kind: CustomResourceDefinition\nmetadata:\n  labels:\n    name: not.this\nspec: {}\n")]
    public async Task A_definition_without_a_name_is_an_error_that_names_the_file(string text)
    {
        Write("install/a.yaml", text);

        var count = () => Release().CustomResourceDefinitionsAsync();

        (await count.Should().ThrowAsync<FormatException>()).WithMessage("install/a.yaml has a CustomResourceDefinition without a metadata.name*");
    }

    [Fact]
    public void Without_a_setting_the_reason_says_what_to_set() =>
        ReleaseFiles.Find(null, Version).Missing.Should().Match("there are no files of release 1.0.0: set ISTIO_RELEASE*{version}*");

    [Fact]
    public void A_path_that_is_not_there_is_named() =>
        ReleaseFiles.Find(_folder["istio-{version}"], Version).Missing.Should().Be($"there are no files of release 1.0.0: no {_folder["istio-1.0.0"]} (ISTIO_RELEASE)");

    [Fact]
    public void A_path_may_name_the_version()
    {
        Write("istio-1.0.0/install/a.yaml", "");

        ReleaseFiles.Find(_folder["istio-{version}"], Version).Should().Be((null, _folder["istio-1.0.0"]));
    }

    public void Dispose() => _folder.Dispose();

    private static string Definition(string name) => $"""
        apiVersion: apiextensions.k8s.io/v1beta1
        kind: CustomResourceDefinition
        metadata:
          name: {name}
          labels:
            app: istio
        spec:
          scope: Namespaced
        ---

        """;

    private ReleaseFiles Release() => new(_folder.Path, _folder["evidence"]);

    private async Task<IEnumerable<string>> NamesAsync() => (await Release().CustomResourceDefinitionsAsync()).Keys;

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        _folder.Write(file, text);
    }
}
