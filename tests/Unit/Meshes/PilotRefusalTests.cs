using IstioRegressions.Meshes;

namespace IstioRegressions.Unit.Meshes;

public sealed class PilotRefusalTests
{
    [Fact]
    public void The_reason_is_quoted_from_the_line_that_names_the_file() => PilotRefusal.Of("/c/mesh.yaml",
    [
        "2026-11-20T14:18:40.466529Z\tinfo\tTriggering reload of file configuration",
        "2026-11-20T14:18:40.467229Z\twarn\tFailed to parse /c/mesh.yaml: configuration is invalid: port number 99980 must be in the range 1..65535",
        "2026-11-20T14:18:40.467299Z\twarn\tfailure during filepath.Walk: configuration is invalid: port number 99980 must be in the range 1..65535",
    ]).Should().Be("configuration is invalid: port number 99980 must be in the range 1..65535");

    [Fact]
    public void The_reason_at_the_end_of_a_repeated_document_is_quoted() => PilotRefusal.Of("/c/mesh.yaml",
    [
        "2026-11-20T14:16:38.909291Z\twarn\tFailed to parse /c/mesh.yaml: cannot parse proto message: YAML decoding error: endpoints:",
        "- address: 4.4.4.4",
        "resolution: BOGUS",
        " unknown value \"BOGUS\" for enum istio.networking.v1alpha3.ServiceEntry_Resolution",
        "2026-11-20T14:16:38.909305Z\twarn\tfailure during filepath.Walk: cannot parse proto message: YAML decoding error: endpoints:",
        "- address: 4.4.4.4",
    ]).Should().StartWith("cannot parse proto message").And.EndWith("unknown value \"BOGUS\" for enum istio.networking.v1alpha3.ServiceEntry_Resolution");

    [Fact]
    public void A_refusal_by_the_store_is_one() => PilotRefusal.Of("/c/mesh.yaml",
        ["2026-11-20T14:16:38.909291Z\twarn\tFailed to create config ServiceEntry default/a: item already exists"])
        .Should().Be("Failed to create config ServiceEntry default/a: item already exists");

    [Fact]
    public void Another_file_and_other_lines_are_no_refusal() => PilotRefusal.Of("/c/mesh.yaml",
    [
        "2026-11-20T14:16:38.909291Z\twarn\tFailed to parse /c/trial/000001.yaml: no",
        "2026-11-20T14:16:39.909291Z\tinfo\tads\tPush debounce stable[1] 1: 100.351675ms since last change",
    ]).Should().BeNull();
}
