using EngageBot.Dialogs.Engine;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>A channel that takes free words only for a while after the customer's own, such as WhatsApp, while a transcript is played: it begins with that time over.</summary>
/// <param name="length">How long free words may go.</param>
/// <param name="byTemplate">What leaves while that is over: the message as its template shows it, or why nothing does.</param>
public sealed class TranscriptWindow(TimeSpan length, Func<OutgoingMessage, (OutgoingMessage? Leaves, string? Why)> byTemplate)
{
    private readonly List<WindowLine> _closed = [];
    private readonly List<TracedMessage> _held = [];
    private DateTimeOffset? _heard;
    private TracedMessage? _newest;

    /// <summary>The customer's own word began it, although the transcript only says what came of it: opened a link.</summary>
    public bool BeginsOpen { get; init; }

    /// <summary>What was to be said while the window was closed, and what became of it, oldest first.</summary>
    public IReadOnlyList<WindowLine> Closed => _closed;

    /// <summary>The label of a button of the newest closed message that the template had no room for.</summary>
    internal string? LabelOf(string name)
    {
        if (_newest is not { } message) return null;
        var at = Enumerable.Range(0, message.Buttons.Count).FirstOrDefault(n => message.Buttons[n] == name, -1);
        return at < 0 ? null : message.Message.Buttons[at].Label;
    }

    /// <summary>The customer did something: free words may go again, and first those that waited for it.</summary>
    internal List<TracedMessage> Heard(DateTimeOffset now)
    {
        _heard = now;
        List<TracedMessage> waited = [.. _held];
        _held.Clear();
        return waited;
    }

    /// <summary>A message as the customer sees it; <see langword="null"/> if it does not leave.</summary>
    internal TracedMessage? Let(TracedMessage message, DateTimeOffset now)
    {
        if (BeginsOpen) _heard ??= now;
        if (_heard is { } heard && now < heard + length) return message;
        var (leaves, why) = byTemplate(message.Message);
        _closed.Add(new(message.Dialog, message.Key, message.Message, leaves, why));
        if (leaves is null) return null;
        _newest = message;
        if (message.Message.WordsFollow) _held.Add(message);
        return message with { Message = leaves, Buttons = [.. message.Buttons.Take(leaves.Buttons.Length)] };
    }
}

/// <summary>A message that was to be said while the window was closed.</summary>
/// <param name="Dialog">The dialog's name; empty for the shared texts.</param>
/// <param name="Key">The text's key.</param>
/// <param name="Leaves">As its template shows it; absent if nothing left.</param>
/// <param name="Why">Why nothing left.</param>
public sealed record WindowLine(string Dialog, string Key, OutgoingMessage Said, OutgoingMessage? Leaves, string? Why);
