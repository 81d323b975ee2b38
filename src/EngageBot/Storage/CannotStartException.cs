namespace EngageBot.Storage;

/// <summary>A reason not to start that the operator can act on; shown as one line, without a stack trace.</summary>
internal sealed class CannotStartException : Exception
{
    public CannotStartException(string message) : base(message) { }
    public CannotStartException(string message, Exception cause) : base(message, cause) { }
}
