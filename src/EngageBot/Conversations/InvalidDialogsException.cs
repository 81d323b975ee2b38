using EngageBot.Dialogs.Checks;

namespace EngageBot.Conversations;

/// <summary>The dialogs cannot be used; each line of the message is one finding.</summary>
internal sealed class InvalidDialogsException : Exception
{
    public InvalidDialogsException(IEnumerable<Finding> findings) : base(string.Join(Environment.NewLine, findings)) { }
    public InvalidDialogsException(string message) : base(message) { }
}
