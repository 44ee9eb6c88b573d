namespace IstioRegressions.Reference.Pilot.Configuration;

/// <summary>A document that does not parse or is not valid.</summary>
internal sealed class InvalidConfigurationException : Exception
{
    private readonly string _problem;

    public InvalidConfigurationException(int line, string problem, Exception? cause = null)
        : this(null, line, problem, cause)
    {
    }

    private InvalidConfigurationException(string? file, int line, string problem, Exception? cause)
        : base($"{(file is null ? "" : $"{file}: ")}line {line}: {problem}", cause) => (Line, _problem) = (line, problem);

    /// <summary>The line within the text that was read, from 1.</summary>
    public int Line { get; }

    /// <summary>The same error, with the file that the text came from.</summary>
    public InvalidConfigurationException In(string file) => new(file, Line, _problem, this);
}
