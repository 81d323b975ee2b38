namespace EngageBot.Dialogs.Manners;

/// <summary>Something about words to a customer that their author should mend.</summary>
/// <param name="Blocks">They may not go out so; else it is only asked.</param>
/// <param name="Rule">Which rule of the house (docs/manners.md).</param>
/// <param name="Words">Where in the draft; empty where it is about the whole.</param>
/// <param name="Why">One line in the author's language: why, and what instead.</param>
public sealed record Remark(bool Blocks, string Rule, string Words, string Why);
