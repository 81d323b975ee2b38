namespace EngageBot.Dialogs.Engine;

/// <summary>What transcripts want to know of a step besides its result: which text each message came from, what each button stands for.</summary>
internal sealed class StepTrace
{
    public List<TracedMessage> Messages { get; } = [];

    /// <summary>The states entered, also those only passed through, as <c>dialog/state</c>.</summary>
    public List<string> States { get; } = [];

    /// <summary>The lines taken, by the place where they are written.</summary>
    public List<SourcePosition> Lines { get; } = [];
}

/// <summary>A message with the text keys it was made of.</summary>
/// <param name="Dialog">The dialog's name; empty for the shared catalogue.</param>
/// <param name="Key">The text's key, such as <c>details.ask</c>.</param>
/// <param name="Buttons">What each button stands for, in the order of the message: a choice's name, <c>skip</c>, <c>back</c>, <c>/stop</c>.</param>
internal sealed record TracedMessage(string Dialog, string Key, OutgoingMessage Message, IReadOnlyList<string> Buttons);
