namespace EngageBot.Dialogs.Checks;

/// <summary>What a finding's number means.</summary>
/// <param name="Code">Such as <c>D102</c>.</param>
/// <param name="Warns">It is always a warning; others may be one in some cases.</param>
/// <param name="Title">What is wrong, in a few words; the same words stand in docs/dialogs.md.</param>
/// <param name="Help">What to write instead.</param>
public sealed record FindingRule(string Code, bool Warns, string Title, string Help);
