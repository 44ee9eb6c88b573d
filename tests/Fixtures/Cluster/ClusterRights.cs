using System.Text.Json;
using IstioRegressions.Installation;
using IstioRegressions.Meshes;

namespace IstioRegressions.Fixtures.Cluster;

/// <summary>What a user must be allowed in a cluster, asked of the cluster itself before anything is made there.</summary>
internal static class ClusterRights
{
    private static readonly (string Verb, string Group, string Resource, string? Namespace)[] ForScenarios =
    [
        ("create", "", "namespaces", null),
        ("delete", "", "namespaces", null),
        ("patch", "networking.istio.io", "serviceentries", null),
        ("list", "", "pods", PilotObjects.Namespace),
        ("watch", "", "pods", PilotObjects.Namespace),
        ("get", "", "pods/log", PilotObjects.Namespace),
        ("create", "", "pods/portforward", PilotObjects.Namespace),
    ];

    private static readonly (string Verb, string Group, string Resource, string? Namespace)[] ForInstalling =
    [
        ("patch", "apiextensions.k8s.io", "customresourcedefinitions", null),
        ("delete", "apiextensions.k8s.io", "customresourcedefinitions", null),
        ("patch", "rbac.authorization.k8s.io", "clusterrolebindings", null),
        ("bind", "rbac.authorization.k8s.io", "clusterroles", null),
        ("patch", "apps", "deployments", PilotObjects.Namespace),
    ];

    private static readonly (string Verb, string Group, string Resource, string? Namespace)[] ForReleases =
    [
        ("patch", "rbac.authorization.k8s.io", "clusterroles", null),
        ("patch", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        ("delete", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", null),
        ("patch", "", "services", PilotObjects.Namespace),
        ("list", "", "secrets", null),
        ("list", "", "configmaps", null),
    ];

    /// <summary>Asks for all of them.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="install">What is to be installed too.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="MeshException">Some are missing; the message names them.</exception>
    public static async Task DemandAsync(KubernetesApi api, ClusterInstall install, CancellationToken ct)
    {
        var missing = new List<string>();
        foreach (var (verb, group, resource, @namespace) in Needed(install))
        {
            if (!await IsAllowedAsync(api, verb, group, resource, @namespace, ct))
            {
                missing.Add($"{verb} {resource}{(group.Length > 0 ? $".{group}" : "")}{(@namespace is null ? "" : $" in {@namespace}")}");
            }
        }

        if (missing.Count > 0)
        {
            throw new MeshException($"the user of {api.Name} may not {string.Join(", ", missing)}; nothing was made there. Name a context whose user may (ISTIO_CONTEXT)") { IsOurs = true };
        }
    }

    private static (string Verb, string Group, string Resource, string? Namespace)[] Needed(ClusterInstall install) => install switch
    {
        ClusterInstall.None => ForScenarios,
        ClusterInstall.Pilot => [.. ForScenarios, .. ForInstalling],
        _ => [.. ForScenarios, .. ForInstalling, .. ForReleases],
    };

    private static async Task<bool> IsAllowedAsync(KubernetesApi api, string verb, string group, string resource, string? @namespace, CancellationToken ct)
    {
        var parts = resource.Split('/');
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["verb"] = verb, ["group"] = group, ["resource"] = parts[0] };
        if (parts.Length > 1)
        {
            attributes["subresource"] = parts[1];
        }

        if (@namespace is not null)
        {
            attributes["namespace"] = @namespace;
        }

        var review = JsonSerializer.Serialize(new
        {
            apiVersion = "authorization.k8s.io/v1",
            kind = "SelfSubjectAccessReview",
            spec = new { resourceAttributes = attributes },
        });
        var answer = await api.CreateAsync("apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review, ct);
        return answer.GetProperty("status").GetProperty("allowed").GetBoolean();
    }
}
