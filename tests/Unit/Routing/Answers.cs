using IstioRegressions.Routing;
using IstioRegressions.Unit.Routing.States;

namespace IstioRegressions.Unit.Routing;

/// <summary>Evaluates calls on recorded states, and writes an outcome in one line: kind, status, fault, and where to.</summary>
internal static class Answers
{
    public static Outcome On(string state, Call call) => TrafficEvaluator.Evaluate(RecordedState.Load(state).State, call);

    public static string Of(string state, Call call) => Of(On(state, call));

    /// <summary>For example <c>Aborted 503, abort 503 for 100 %: outbound|80||shop.example [10.1.0.1:8000]</c>.</summary>
    public static string Of(Outcome outcome)
    {
        var end = string.Join(", ", outcome.Targets.Select(t => outcome.Targets.Length > 1 ? $"{t.Weight} {Target(t)}" : Target(t)));
        return $"{outcome.Kind}"
            + (outcome.Status is { } status ? $" {status}" : "")
            + (outcome.Fault is { } fault ? $", {fault}" : "")
            + (outcome.Location is { } location ? $": {location}" : "")
            + (end.Length > 0 ? $": {end}" : "");
    }

    private static string Target(Target target) => target.Endpoints.Count > 0 ? $"{target.Cluster} {target.Endpoints}" : target.Cluster;
}
