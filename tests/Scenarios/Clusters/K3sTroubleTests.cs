using System.Net;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using IstioRegressions.Fixtures.K3s;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios.Clusters;

public sealed class K3sTroubleTests
{
    [Fact]
    public void No_Docker_is_said_with_the_ways_out() =>
        Explain(new DockerUnavailableException("npipe")).Should().StartWith("no Docker answers").And.Contain("DOCKER_HOST").And.Contain("ISTIO_ENVIRONMENT=cluster");

    [Fact]
    public void A_Docker_that_is_too_old_is_said_with_the_variable_that_helps() =>
        Explain(new DockerApiException(HttpStatusCode.BadRequest, "client version 1.47 is too new. Maximum supported API version is 1.41"))
            .Should().StartWith("this Docker is older").And.Contain("DOCKER_API_VERSION=1.41");

    [Fact]
    public void A_Docker_that_answers_and_cannot_be_used_is_told_by_its_version() =>
        K3sTrouble.Explain(new DockerUnavailableException("npipe"), "rancher/k3s:none", TimeSpan.FromMinutes(6), ("20.10.24", "1.41"))
            .Should().StartWith("Docker 20.10.24 speaks its API in version 1.41").And.Contain("DOCKER_API_VERSION=1.41");

    [Fact]
    public void An_image_that_is_not_there_is_named_with_the_variable_that_names_another() =>
        Explain(new DockerApiException(HttpStatusCode.NotFound, "manifest for rancher/k3s:none not found"))
            .Should().StartWith("no image rancher/k3s:none").And.Contain("ISTIO_K3S_IMAGE");

    [Fact]
    public void A_start_that_takes_too_long_says_how_long_it_had_and_what_shortens_it() =>
        Explain(new OperationCanceledException()).Should().StartWith("rancher/k3s:none was not ready as a cluster within 6 min").And.Contain("docker load");

    [Fact]
    public void Any_other_trouble_says_what_else_can_be_used() =>
        Explain(new InvalidOperationException("unable to apply caps")).Should().Contain("unable to apply caps").And.EndWith("(ISTIO_ENVIRONMENT=cluster)");

    [SkippableFact]
    [Trait("Needs", "Docker")]
    public async Task An_image_that_Docker_does_not_have_and_cannot_get_is_one_clear_error()
    {
        var settings = NeedsDocker.Settings();
        settings = settings with { Cluster = settings.Cluster with { K3sImage = "127.0.0.1:1/rancher/k3s:none" } };

        var start = () => K3sCluster.StartAsync(settings, settings.Versions[0], CancellationToken.None);

        await start.Should().ThrowAsync<MeshException>().WithMessage("no image 127.0.0.1:1/rancher/k3s:none: *ISTIO_K3S_IMAGE");
    }

    private static string Explain(Exception error) => K3sTrouble.Explain(error, "rancher/k3s:none", TimeSpan.FromMinutes(6));
}
