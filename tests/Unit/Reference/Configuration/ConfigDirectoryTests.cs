using IstioRegressions.Reference.Pilot;
using IstioRegressions.Reference.Pilot.Configuration;
using IstioRegressions.Unit.Meshes;

namespace IstioRegressions.Unit.Reference.Configuration;

public sealed class ConfigDirectoryTests : IDisposable
{
    private readonly TempFolder _files = new();
    private readonly StringWriter _log = new();
    private readonly ConfigDirectory _directory;

    public ConfigDirectoryTests() => _directory = new ConfigDirectory(_files.Path, _ => [], new Log(_log, new ManualTime()));

    [Fact]
    public async Task All_documents_of_all_YAML_files_are_read()
    {
        _files.Write("a.yaml", Yaml.StaticEntry("b", "b.com") + Yaml.StaticEntry("a", "a.com"));
        _files.Write("b.yml", Yaml.WorkloadEntry("w", "1.1.1.1"));
        _files.Write("c.txt", "no: yaml: at all");

        var objects = await _directory.ReadAsync(default);

        objects.Select(o => o.Key).Should().Equal("ServiceEntry/default/a", "ServiceEntry/default/b", "WorkloadEntry/default/w");
    }

    [Theory]
    [InlineData("kind: ServiceEntry\napiVersion: networking.istio.io/v1beta1\n", "ServiceEntry of networking.istio.io/v1beta1")]
    [InlineData("kind: Sidecar\napiVersion: networking.istio.io/v1alpha3\n", "Sidecar of networking.istio.io/v1alpha3")]
    [InlineData("kind: Deployment\napiVersion: apps/v1\n", "Deployment of apps/v1")]
    public async Task Other_kinds_and_versions_are_left_out_with_a_word(string text, string what)
    {
        var file = _files.Write("a.yaml", Yaml.StaticEntry("a", "a.com") + "---\n" + text);

        var objects = await _directory.ReadAsync(default);
        await _directory.ReadAsync(default);

        objects.Should().ContainSingle();
        _log.ToString().Split('\n').Where(l => l.Length > 0).Should().ContainSingle()
            .Which.Should().Contain($"{file}: line ").And.Contain(what);
    }

    [Theory]
    [InlineData("hosts: [a_b.com], ports: [], resolution: NONE", "a_b.com")]
    [InlineData("hosts: [a.com], resolution: MAGIC", "MAGIC")]
    [InlineData("hosts: a.com", "hosts must be a list")]
    [InlineData("ports: [{ number: many }]", "number must be a whole number")]
    public async Task One_document_that_is_not_valid_blocks_the_directory_with_file_and_line(string spec, string problem)
    {
        _files.Write("a.yaml", Yaml.StaticEntry("a", "a.com"));
        var bad = _files.Write("b.yaml", "# one line\n" + Yaml.StaticEntry("b", "b.com") + Yaml.ServiceEntry("c", "c.com", "").Replace("hosts: [c.com],", spec));

        var read = () => _directory.ReadAsync(default);

        (await read.Should().ThrowAsync<InvalidConfigurationException>()).Which.Message
            .Should().StartWith($"{bad}: line ").And.Contain(problem);
    }

    [Fact]
    public async Task Of_two_definitions_of_one_object_the_first_is_kept()
    {
        _files.Write("a.yaml", Yaml.StaticEntry("a", "first.com"));
        _files.Write("b.yaml", Yaml.StaticEntry("a", "second.com"));

        var objects = await _directory.ReadAsync(default);

        objects.Should().ContainSingle().Which.ServiceEntry.Hosts.Should().Equal("first.com");
        _log.ToString().Should().Contain("defined twice");
    }

    public void Dispose() => _files.Dispose();
}
