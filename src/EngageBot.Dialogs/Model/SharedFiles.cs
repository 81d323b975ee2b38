using System.Collections.Immutable;
using EngageBot.Dialogs.Manners;
using EngageBot.Dialogs.Recognition;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Model;

/// <summary>How far a global command reaches.</summary>
public enum CommandLevel
{
    /// <summary>Works everywhere, even inside a free-text question.</summary>
    Hard,
    /// <summary>A digression that comes back to the open question.</summary>
    Soft,
}

/// <summary>A command of <c>_shared/globals.yaml</c>: does an action, calls a dialog, or only says something.</summary>
/// <param name="Say">The text sent afterwards, from the shared catalogue.</param>
/// <param name="Means">What customers mean by it in their own words; the words go with it, for a dialog that reads them.</param>
public sealed record GlobalCommand(string Name, CommandLevel Level, ActionCall? Do, string? Call, string? Say, ImmutableArray<Intent> Means, SourcePosition At);

/// <summary>What an idle chat answers to words nobody reads.</summary>
/// <param name="Say">The text's key in the shared catalogue.</param>
/// <param name="Every">At most once in this time; zero means each time.</param>
/// <param name="ClosersAreSilent">"Thanks", "ok", a thumb get no reply.</param>
public sealed record IdleRule(string Say, TimeSpan Every, bool ClosersAreSilent);

/// <summary>The files of <c>_shared</c>: global commands, allowed facts, house style.</summary>
/// <param name="Facts">Every fact a dialog may read, by its dotted path; records and lists carry their fields' types.</param>
/// <param name="ForbiddenPhrases">By language.</param>
public sealed record SharedFiles(
    ImmutableArray<GlobalCommand> Globals,
    IdleRule Idle,
    ImmutableSortedDictionary<string, DialogType> Facts,
    ImmutableSortedDictionary<string, ActionSchema> Actions,
    ImmutableSortedDictionary<string, ImmutableArray<ForbiddenPhrase>> ForbiddenPhrases)
{
    /// <summary>The events the host may send, by name; empty where the host declares none, and then any name is accepted.</summary>
    public ImmutableSortedDictionary<string, EventSchema> Events { get; init; } = ImmutableSortedDictionary<string, EventSchema>.Empty;

    /// <summary>What is known of people, for the audiences of plays; empty where the host declares none, and then any name is accepted.</summary>
    public ImmutableSortedDictionary<string, DialogType> People { get; init; } = ImmutableSortedDictionary<string, DialogType>.Empty;

    /// <summary>The first phrase in a text that the house blocks; <see langword="null"/> if there is none.</summary>
    public ForbiddenPhrase? Blocked(string language, string text) =>
        ForbiddenPhrases.GetValueOrDefault(language, []).FirstOrDefault(phrase => phrase.Blocks && FoldedText.Of(text).Find(phrase.Folded, phrase.Whole) >= 0);
}

/// <summary>A phrase the house does not use.</summary>
/// <param name="Whole">Only as a whole utterance, not inside one.</param>
/// <param name="Blocks">Blocks rather than warns.</param>
/// <param name="Why">One line for the author.</param>
/// <param name="Rule">Which rule of the house; _manners says it to staff in their language.</param>
/// <param name="Most">So often it may be said in what staff write; 0 for never.</param>
/// <param name="OfStaff">Looked for only in what staff write.</param>
public sealed record ForbiddenPhrase(string Phrase, bool Whole, bool Blocks, string Why, string Rule, int Most, bool OfStaff)
{
    /// <summary>As it is looked for.</summary>
    internal string Folded { get; } = FoldedText.Of(Phrase).Text;
}
