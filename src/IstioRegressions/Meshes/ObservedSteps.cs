using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using IstioRegressions.Verdicts;
using IstioRegressions.Xds;

namespace IstioRegressions.Meshes;

/// <summary>
/// The evidence of what observers saw: after each step of a scenario, for each observer, the pushes that the step brought
/// and the state that it left. Files are <c>observed/NN-STEP/OBSERVER.json</c>.
/// </summary>
/// <param name="folder">The evidence folder.</param>
internal sealed class ObservedSteps(string folder)
{
    // More resources than a reader would read: then their names alone are kept.
    private const int ReadableResources = 200;

    private readonly List<(string Name, Observer Observer)> _observers = [];
    private readonly List<Seen> _seen = [];
    private string _step = "start";
    private int _steps;
    private DateTimeOffset _since = DateTimeOffset.MinValue;

    /// <summary>Starts an observer, and adds it from this step on.</summary>
    /// <exception cref="XdsException">It cannot connect, or is refused.</exception>
    /// <exception cref="ObservationTimeoutException">It was not sent a first configuration in time.</exception>
    public async Task<Observer> StartAsync(string name, ObserverOptions options, CancellationToken ct)
    {
        var observer = await Observer.StartAsync(options, ct);
        Watch(name, observer);
        return observer;
    }

    /// <summary>Adds an observer, from this step on.</summary>
    public void Watch(string name, Observer observer)
    {
        lock (_observers)
        {
            _observers.Add((name, observer));
        }
    }

    /// <summary>Ends the step under way, keeping what its observers saw, and begins the next.</summary>
    /// <param name="step">The next step's name: the manifest that it applies or deletes.</param>
    /// <param name="now">When the next step begins: pushes count for the step in which they were read.</param>
    public void Next(string step, DateTimeOffset now)
    {
        lock (_observers)
        {
            var path = Path.Combine(folder, "observed", string.Create(CultureInfo.InvariantCulture, $"{_steps:00}-{_step}"));
            _seen.AddRange(_observers.Select(o => new Seen(
                Path.Combine(path, $"{o.Name}.json"),
                o.Observer.State,
                [.. o.Observer.History.Where(p => p.Time >= _since)],
                o.Observer.Reconnects,
                o.Observer.LastError?.Message)));
            (_step, _since) = (step, now);
            _steps++;
        }
    }

    /// <summary>Ends the last step and writes all files: not before, because a scenario's steps are not to wait for it.</summary>
    public void Write(DateTimeOffset now)
    {
        Next("end", now);
        foreach (var seen in _seen)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(seen.File)!);
            File.WriteAllText(seen.File, Describe(seen).ToJsonString(RunFolder.Json) + "\n");
        }
    }

    private static JsonObject Describe(Seen seen) => new()
    {
        ["pushes"] = new JsonArray([.. seen.Pushes.Select(Describe)]),
        ["reconnects"] = seen.Reconnects,
        ["lastError"] = seen.LastError,
        ["clusters"] = Describe(seen.State.Clusters),
        ["endpoints"] = Describe(seen.State.Endpoints),
        ["listeners"] = Describe(seen.State.Listeners),
        ["routes"] = Describe(seen.State.Routes),
    };

    private static JsonNode Describe(Push push) => new JsonObject
    {
        ["time"] = push.Time.ToString("O", CultureInfo.InvariantCulture),
        ["type"] = push.Type.ToString().ToLowerInvariant(),
        ["version"] = push.Version,
        ["nonce"] = push.Nonce,
        ["count"] = push.Count,
        ["names"] = push.Names.Count > ReadableResources ? $"{push.Names.Count} names" : JsonSerializer.SerializeToNode(push.Names),
        ["rejection"] = push.Rejection,
    };

    // A message prints itself as JSON, with what it holds of unknown types in base64.
    private static JsonNode? Describe<T>(ImmutableDictionary<string, T> resources)
        where T : IMessage
    {
        var names = resources.Keys.Order(StringComparer.Ordinal);
        return resources.Count > ReadableResources
            ? JsonSerializer.SerializeToNode(names)
            : new JsonObject(names.Select(name => KeyValuePair.Create(name, JsonNode.Parse(resources[name].ToString()!))));
    }

    // What one observer saw of one step; states never change, so keeping one costs nothing.
    private sealed record Seen(string File, ObservedState State, IReadOnlyList<Push> Pushes, int Reconnects, string? LastError);
}
