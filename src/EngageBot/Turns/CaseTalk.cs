using EngageBot.Complaints;
using EngageBot.Conversations.Actions;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>A customer's words for a person: they open a case, or go on with the one that the chat has.</summary>
internal sealed class CaseTalk(CaseDesk cases, StaffDesk desk)
{
    /// <param name="about">The case's id, where a dialog knows it.</param>
    /// <returns><see langword="false"/> if nobody set up a place where managers read customers: then nothing is promised.</returns>
    public async ValueTask<bool> TellAsync(ActionContext context, string words, string? about)
    {
        if (!desk.IsStaffed(context.BusinessId)) return false;
        CaseRows.Lock(context.Scope, context.BusinessId);
        var known = Guid.TryParse(about, out var id) ? CaseRows.Find(context.Scope, context.BusinessId, new CaseId(id)) : null;
        if (known?.ContactId != context.ContactId) known = CaseRows.NewestLive(context.Scope, context.ChatId, CaseKind.Request);
        if (known is not null)
            return await desk.RelayAsync(context, cases.Heard(context.Scope, known, words, null, context.InboxId, context.Now), words);
        await OpenAsync(context, CaseKind.Request, words);
        return true;
    }

    /// <summary>Opens a case with what the customer says in this chat.</summary>
    /// <param name="after">The case it follows.</param>
    public async ValueTask<Case> OpenAsync(ActionContext context, CaseKind kind, string words, CaseId? after = null)
    {
        var outcome = await cases.OpenAsync(context.Scope, CaseHand.Customer, new(context.BusinessId, context.ContactId, kind, words, "chat", context.Language)
        {
            Chat = context.ChatId, Inbox = context.InboxId, After = after, Called = context.NamedByPlatform,
        }, context.Now);
        return ((CaseOutcome.Done)outcome).Case;
    }

    /// <summary>More words in a case that is not closed; one that was asked about is open again.</summary>
    public async ValueTask<Case> AddAsync(ActionContext context, Case of, string words)
    {
        if (!of.IsLive) return await cases.NotSolvedAsync(context.Scope, context.BusinessId, of.Id, words, context.InboxId, context.Now) ?? of;
        of = cases.Heard(context.Scope, of, words, null, context.InboxId, context.Now);
        await desk.RelayAsync(context, of, words);
        return of;
    }

    /// <summary>A picture in a case.</summary>
    public async ValueTask AddPictureAsync(ActionContext context, Case of, string picture)
    {
        of = cases.Heard(context.Scope, of, "", $"photo:{picture}", context.InboxId, context.Now);
        await desk.RelayPictureAsync(context, of, picture);
    }
}
