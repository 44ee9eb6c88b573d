namespace IstioRegressions.Reference.Pilot;

/// <summary>Writes lines as a pilot does: time, level, scope and message, between tabs. Safe for concurrent use.</summary>
internal sealed class Log(TextWriter output, TimeProvider time)
{
    private readonly Lock _lock = new();

    public void Info(string scope, string message) => Write("info", scope, message);

    public void Warn(string scope, string message) => Write("warn", scope, message);

    public void Error(string scope, string message) => Write("error", scope, message);

    private void Write(string level, string scope, string message)
    {
        var line = $"{time.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}\t{level}\t{scope}\t{message}\n";
        lock (_lock)
        {
            output.Write(line);
            output.Flush();
        }
    }
}
