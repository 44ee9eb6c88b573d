using System.Net;

namespace IstioRegressions.Distributions;

/// <summary>How registries are reached, and how long they may take.</summary>
public sealed record RegistryOptions
{
    /// <summary>
    /// Mirrors by registry (<c>docker.io</c>), asked in their order before the registry itself. A path in the address
    /// goes before the repository, as pull-through caches want it. Plain http is for loopback only.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Uri>> Mirrors { get; init; } = new Dictionary<string, IReadOnlyList<Uri>>();

    /// <summary>User and password by host with port (<c>registry-1.docker.io</c>, a mirror's host); without one, access is anonymous.</summary>
    public IReadOnlyDictionary<string, NetworkCredential> Credentials { get; init; } = new Dictionary<string, NetworkCredential>();

    /// <summary>How often a request that failed for a while is repeated: 408, 429, 5xx, cut or silent connections.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The wait before the first repetition; it doubles each time, with some chance in it.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between repetitions; a registry that asks for more by Retry-After is an error.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a registry may say nothing: until the head of its answer, and between any two pieces of a body.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one request may take from end to end, however steadily its answer drips.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(30);
}
