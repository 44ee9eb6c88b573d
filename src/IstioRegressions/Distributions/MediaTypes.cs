namespace IstioRegressions.Distributions;

/// <summary>The media types that we read (OCI image specification, media-types.md; Docker image manifest version 2, schema 2).</summary>
internal static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciTar = "application/vnd.oci.image.layer.v1.tar";
    public const string OciGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerTar = "application/vnd.docker.image.rootfs.diff.tar";
    public const string DockerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>What a registry may answer with when it is asked for a manifest.</summary>
    public static IReadOnlyList<string> Manifests { get; } = [OciIndex, DockerList, OciManifest, DockerManifest];

    public static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerList;

    public static bool IsManifest(string mediaType) => mediaType is OciManifest or DockerManifest;

    public static bool IsGzipLayer(string mediaType) => mediaType is OciGzip or DockerGzip;

    public static bool IsTarLayer(string mediaType) => mediaType is OciTar or DockerTar;
}
