using System.Globalization;

namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>
/// The accepted objects. An object without a creationTimestamp is stamped when it is added but not when it is updated,
/// as 1.6's memory store does: such an edit looks like another service and is pushed in full.
/// </summary>
internal sealed class ConfigStore(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Dictionary<string, ConfigObject> _read = new(StringComparer.Ordinal);
    private Dictionary<string, StoredObject> _stored = new(StringComparer.Ordinal);

    // As the versions of a real pilot, which are times, these go on where the process is started again.
    private long _revision = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>All objects in the order of their keys.</summary>
    public IReadOnlyList<StoredObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _stored.Values.OrderBy(o => o.Object.Key, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Replaces all objects, and returns what changed, in the order of the keys.</summary>
    public IReadOnlyList<ConfigChange> Replace(IReadOnlyList<ConfigObject> objects)
    {
        lock (_lock)
        {
            var changes = new List<ConfigChange>();
            var read = objects.ToDictionary(o => o.Key, o => _read.TryGetValue(o.Key, out var before) && before.Equals(o) ? before : o, StringComparer.Ordinal);
            var stored = new Dictionary<string, StoredObject>(_stored, StringComparer.Ordinal);
            foreach (var gone in _read.Values.Where(o => !read.ContainsKey(o.Key)))
            {
                stored.Remove(gone.Key, out var old);
                changes.Add(new ConfigChange(old!.Object, null));
            }

            foreach (var config in objects)
            {
                if (!_read.TryGetValue(config.Key, out var before))
                {
                    var added = config with { CreationTimestamp = config.CreationTimestamp ?? time.GetUtcNow() };
                    stored[config.Key] = Stored(added);
                    changes.Add(new ConfigChange(null, added));
                }
                else if (!ReferenceEquals(before, read[config.Key]))
                {
                    changes.Add(new ConfigChange(stored[config.Key].Object, config));
                    stored[config.Key] = Stored(config);
                }
            }

            (_read, _stored) = (read, stored);
            return [.. changes.OrderBy(c => c.Object.Key, StringComparer.Ordinal)];
        }
    }

    private StoredObject Stored(ConfigObject config) => new(config, (++_revision).ToString(CultureInfo.InvariantCulture));
}
