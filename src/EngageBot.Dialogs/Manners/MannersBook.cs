using System.Collections.Immutable;

namespace EngageBot.Dialogs.Manners;

/// <summary>What the reading of a draft needs to know of one language; all words are folded.</summary>
/// <param name="Rules">By rule: why and what instead, for staff who read this language; as written.</param>
/// <param name="Alternatives">Words that say what can be done.</param>
/// <param name="NextStep">Words that say what comes next.</param>
/// <param name="Asks">Words that begin a question.</param>
/// <param name="Pleasantries">Questions that want no answer of their own.</param>
/// <param name="Notes">What no note says of a customer.</param>
internal sealed record MannersBook(
    string Language, ImmutableSortedDictionary<string, string> Rules, ImmutableArray<string> Alternatives, ImmutableArray<string> NextStep,
    ImmutableArray<string> Asks, ImmutableArray<string> Pleasantries, ImmutableArray<string> Notes);
