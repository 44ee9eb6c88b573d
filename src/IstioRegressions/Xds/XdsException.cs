namespace IstioRegressions.Xds;

/// <summary>The conversation with a control plane failed; the message names the server and what it did.</summary>
public class XdsException : Exception
{
    /// <summary>What went wrong, with the name, the value and the way out.</summary>
    public XdsException(string message)
        : base(message)
    {
    }

    /// <summary>What went wrong, and the cause below it.</summary>
    public XdsException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
