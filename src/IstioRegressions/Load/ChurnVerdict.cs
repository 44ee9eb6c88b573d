using System.Globalization;
using System.Text.Json;
using IstioRegressions.Meshes;
using IstioRegressions.Verdicts;
using IstioRegressions.Xds;

namespace IstioRegressions.Load;

/// <summary>
/// What streams that come and go did to a control plane: whether it died of the map of these streams, and where it did not,
/// whether that says anything.
/// </summary>
public static class ChurnVerdict
{
    /// <summary>The function that reads the map without its lock; ours has it in another case.</summary>
    private const string Culprit = "removeEdsCon";

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether a process died of the map of streams: by itself, and in what the function that reads it calls to write it. That
    /// function can die in another way too, of a stream that it does not find.
    /// </summary>
    public static bool IsCrash(ProcessExit exit) =>
        exit is { Cause: null, Code: not 0 } && exit.LastWords.Frames is var frames && frames.Count > 0 && !IsCulprit(frames[0]) && frames.Any(IsCulprit);

    /// <summary>The last words and where they were said.</summary>
    public static string Describe(ProcessExit exit) =>
        $"{exit.Description}: {exit.LastWords.Reason ?? "no fatal line"}, in {exit.LastWords.Frames.FirstOrDefault(IsCulprit) ?? Culprit}";

    /// <summary>What the load did, for the evidence.</summary>
    public static byte[] ToJson(EndpointChurn churn, IEnumerable<ProcessExit> exits) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Opened = churn.Streams,
            churn.Done,
            Seconds = churn.Elapsed.TotalSeconds,
            Exits = exits.Select(e => new { e.Code, e.At, e.Ran.TotalSeconds, e.LastWords.Reason, e.LastWords.Frames, e.LastWords.Lines }),
        },
        RunFolder.Json);

    /// <summary>The verdict on a control plane that did not die.</summary>
    public static async Task<Verdict> SurvivedAsync(Mesh mesh, EndpointChurn churn, CancellationToken ct)
    {
        if (mesh.ControlPlane.Exits is [var exit, ..])
        {
            return Verdict.Inconclusive($"it ended in another way than the reported one: it {exit}");
        }

        if (churn.Failure is { } failure)
        {
            return Verdict.Inconclusive($"the configuration could not be changed any more: {failure}");
        }

        var survived = string.Create(CultureInfo.InvariantCulture, $"it survived {churn.Done} in {churn.Elapsed.TotalSeconds:0.0} s");
        if (!churn.Done.IsKnownToKill(mesh.Environment))
        {
            return Verdict.Inconclusive($"{survived}; what is known to kill one that has the regression is {EndpointChurnLoad.Killing(mesh.Environment)}");
        }

        return await IsAnsweredAsync(mesh, ct) && await mesh.AnswersAsync(AnswersWithin, ct)
            ? Verdict.Absent($"it is the same process and answers: {survived}")
            : Verdict.Inconclusive($"{survived}, and does not answer any more");
    }

    private static bool IsCulprit(string frame) => frame.Contains(Culprit, StringComparison.OrdinalIgnoreCase);

    private static async Task<bool> IsAnsweredAsync(Mesh mesh, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(AnswersWithin);
        using var client = mesh.ConnectEndpoints("afterwards");
        try
        {
            await using var stream = client.Open();
            await stream.AskAsync(["afterwards.default.svc.cluster.local|http"], limit.Token);
            return (await stream.ReceiveAsync(limit.Token)).Count == 1;
        }
        catch (Exception e) when (e is XdsException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }
}
