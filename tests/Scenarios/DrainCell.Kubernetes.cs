using System.Globalization;
using IstioRegressions.Load.Traffic;
using IstioRegressions.Meshes;

namespace IstioRegressions.Scenarios;

/// <summary>One of the four cells of the published drain: a pod without or with a sidecar, without or with a preStop hook.</summary>
/// <param name="Sidecar">With a sidecar.</param>
/// <param name="Hook">With a hook.</param>
internal readonly record struct DrainCell(bool Sidecar, bool Hook)
{
    /// <summary>All of them, those without a sidecar first.</summary>
    public static IReadOnlyList<DrainCell> All { get; } = [new(false, false), new(false, true), new(true, false), new(true, true)];

    /// <summary>The manifest of this cell.</summary>
    public Manifest In(Manifest nginx, TimeSpan hook) => new($"{this}.yaml", nginx.Yaml
        .Replace("CELL", $"{this}", StringComparison.Ordinal)
        .Replace("INJECT", Sidecar ? "true" : "false", StringComparison.Ordinal)
        .Replace("LIFECYCLE", Hook ? string.Create(CultureInfo.InvariantCulture, $"{{ preStop: {{ exec: {{ command: [sleep, \"{hook.TotalSeconds:0}\"] }} }} }}") : "{}", StringComparison.Ordinal));

    /// <summary>The name of its Deployment and Service.</summary>
    public override string ToString() => $"nginx{(Sidecar ? "-sidecar" : "")}{(Hook ? "-hook" : "")}";

    /// <summary>
    /// The verdict on rolling restarts under load. With a hook no request of a pod without a sidecar fails: only then a failure
    /// with one is the sidecar's.
    /// </summary>
    public static Verdict Judge(IReadOnlyDictionary<DrainCell, TrafficReport> reports)
    {
        var seen = string.Join("; ", reports.OrderBy(r => r.Key.Sidecar).ThenBy(r => r.Key.Hook).Select(r => $"{r.Key}: {r.Value.Failed} of {r.Value.Successful + r.Value.Failed} failed"));
        return (reports[new(Sidecar: false, Hook: true)].Failed, reports[new(Sidecar: true, Hook: true)].Failed) switch
        {
            (> 0, _) => Verdict.Inconclusive($"requests fail without a sidecar too, although there is a hook: {seen}"),
            (_, > 0) => Verdict.Reproduced($"with a hook requests fail where there is a sidecar, and nowhere else: {seen}"),
            _ => Verdict.Absent($"with a hook no request fails, with a sidecar or without: {seen}"),
        };
    }

    /// <summary>The verdict on calls to the pod itself.</summary>
    /// <param name="calls">When each ended after the deletion, the earliest first, and whether it was answered.</param>
    /// <param name="hook">How long after the deletion the application ends.</param>
    /// <param name="margin">The part of that by which a failure may come early.</param>
    public static Verdict Judge(IReadOnlyList<(TimeSpan After, bool IsAnswered)> calls, TimeSpan hook, double margin)
    {
        var failed = calls.Where(c => !c.IsAnswered).Select(c => (TimeSpan?)c.After).FirstOrDefault();
        string Seen(TimeSpan at) => string.Create(CultureInfo.InvariantCulture, $"the first call failed {at.TotalSeconds:0.0} s after the deletion, the application ends after {hook.TotalSeconds:0} s; {calls.Count(c => c.IsAnswered)} calls were answered");
        return failed switch
        {
            null => Verdict.Inconclusive("no call failed, not even after the pod had ended"),
            { } at when hook - at > hook * margin => Verdict.Reproduced($"new connections fail while the application is in its hook: {Seen(at)}"),
            { } at => Verdict.Absent($"new connections reach the application until it ends: {Seen(at)}"),
        };
    }
}
