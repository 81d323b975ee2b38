using EngageBot.Dialogs.Values;
using EngageBot.Surveys;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary><c>survey.*</c>: what can be picked in the survey that is being answered.</summary>
internal static class SurveyFacts
{
    public static Value.Record Read(FactSource source)
    {
        if (SurveyBook.Newest(source.Scope, source.Page.Business.Id, source.Chat.ContactId) is not { } ask
            || SurveyBook.RulesOf(source.Scope, ask.Business, ask.Survey, ask.Version) is not { } rules) return Record(("options", List([])), ("picks", List([])));
        var answers = SurveyBook.Answers(source.Scope, ask.Id);
        var open = SurveyWalk.Of(rules, answers).Open;
        var chosen = answers.FirstOrDefault(a => a.Question == open?.Id)?.Picks ?? [];
        return Record(
            ("options", List((open?.Options ?? []).Where(o => !chosen.Contains(o.Id)).Select(o =>
                Record(("id", new Value.Text($"{open!.Id}:{o.Id}")), ("label", source.Words(o.Label)))))),
            // Also of questions that were answered: an older button may be pressed again.
            ("picks", List(rules.Questions.SelectMany(q => q.Options.Select(o => new Value.Text($"{q.Id}:{o.Id}"))))));
    }
}
