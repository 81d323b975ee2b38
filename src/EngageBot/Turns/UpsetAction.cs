using EngageBot.Complaints;
using EngageBot.Conversations.Actions;

namespace EngageBot.Turns;

/// <summary>Angry words: they go into the case that the chat has, or open one, and it presses more.</summary>
[DialogAction("case.upset")]
internal sealed class HearAnger(CaseDesk desk, CaseTalk talk) : IDialogAction<HearAnger.Input, CaseStanding>
{
    public sealed record Input(string Text);

    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context)
    {
        CaseRows.Lock(context.Scope, context.BusinessId);
        var known = CaseRows.NewestLive(context.Scope, context.ChatId, CaseKind.Complaint) ?? CaseRows.NewestLive(context.Scope, context.ChatId, CaseKind.Request);
        var of = known is not null
            ? await talk.AddAsync(context, known, input.Text)
            : await talk.OpenAsync(context, CaseKind.Complaint, input.Text);
        return CaseStanding.Of(desk, context, desk.Upset(context.Scope, of, context.Now));
    }
}
