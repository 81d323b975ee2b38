using System.Collections.Immutable;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Engine;

/// <summary>A message in words no channel owns; each channel renders it at sending.</summary>
public sealed record OutgoingMessage
{
    /// <summary>The words.</summary>
    public required FormattedText Text { get; init; }
    /// <summary>Buttons in their order; a channel lays them out and degrades them.</summary>
    public ImmutableArray<Button> Buttons { get; init; } = [];
    /// <summary>Buttons side by side where they fit (a scale, yes and no) instead of one a row.</summary>
    public bool InRows { get; init; }
    /// <summary>What kind of answer is awaited.</summary>
    public Expect Expect { get; init; }
    /// <summary>The label of the button that shares the customer's own contact card, where <see cref="Expect"/> is <see cref="Expect.Contact"/>.</summary>
    public string? ContactLabel { get; init; }
    /// <summary>The key of an earlier message of this chat that this one replaces where the channel can edit.</summary>
    public string? Replaces { get; init; }
    /// <summary>Nothing new is said: what <see cref="Replaces"/> names is edited or deleted, and where that cannot be nothing is done.</summary>
    public MessageChange? Change { get; init; }
    /// <summary>What travels with the words.</summary>
    public MessageAttachment? Attachment { get; init; }
    /// <summary>The approved template to use while the channel's window is closed.</summary>
    public string? Template { get; init; }
    /// <summary>The words of the template's variables, in their order; absent where it has none.</summary>
    public ImmutableArray<string>? TemplateWords { get; init; }
    /// <summary>The template only announces the words: they follow once the customer has answered.</summary>
    public bool WordsFollow { get; init; }
    /// <summary>The talk within a group that it belongs to, where the channel keeps talks apart; elsewhere it stands among the others.</summary>
    public MessageThread? Thread { get; init; }
    /// <summary>Whose rules it falls under where nobody asked for it; absent for an answer or a service message.</summary>
    public Purpose? Purpose { get; init; }
    /// <summary>The language of the words, ISO 639-1.</summary>
    public required string Language { get; init; }
}

/// <summary>A talk of its own within a group: all that concerns one matter.</summary>
/// <param name="Key">What it is about; the same key is the same talk.</param>
/// <param name="Name">What it is called now.</param>
/// <param name="Closed">The matter is over: the talk closes behind this message.</param>
public sealed record MessageThread(string Key, string Name, bool Closed);

/// <summary>What is done to a message that was sent.</summary>
public enum MessageChange
{
    /// <summary>Its words and buttons become others.</summary>
    Edit,
    /// <summary>It is taken away.</summary>
    Delete,
    /// <summary>Nothing is said at all: the talk it belongs to is named, opened or closed.</summary>
    Thread,
    /// <summary>Nothing is said: a message that somebody else wrote is marked, where the channel can.</summary>
    Mark,
}

/// <summary>The answer a message waits for.</summary>
public enum Expect
{
    /// <summary>None.</summary>
    Nothing,
    /// <summary>Typed words or a button.</summary>
    Words,
    /// <summary>The customer's own contact card.</summary>
    Contact,
    /// <summary>A picture.</summary>
    Photo,
    /// <summary>A place.</summary>
    Location,
}

/// <summary>A button: a label and the token that comes back, or a link.</summary>
/// <param name="NarrowLabel">A shorter label for narrow channels (20 characters).</param>
public sealed record Button(string Label, string Token, string? NarrowLabel = null, Uri? Link = null);

/// <summary>What travels with the words; the kinds are those of the model, and the host's own for what people pass on to each other.</summary>
/// <param name="Otherwise">What to say where it cannot be shown.</param>
public sealed record MessageAttachment(string Kind, string Value, string? Label, string? Otherwise = null);

/// <summary>Plain text with bold stretches; offsets and lengths in UTF-16 units.</summary>
public sealed record FormattedText(string Plain, ImmutableArray<BoldStretch> Bold)
{
    /// <summary>Text with nothing bold.</summary>
    public static FormattedText FromPlain(string plain) => new(plain, []);
}

/// <summary>A bold stretch of a <see cref="FormattedText"/>.</summary>
public readonly record struct BoldStretch(int Start, int Length);
