using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;

namespace EngageBot.Turns;

/// <summary>Where a customer's channel takes no free words any more: tells staff what becomes of theirs, and the customer that an answer waits.</summary>
internal sealed class WindowWords(WindowSettings settings, TellStaff tellStaff, Outbox outbox, HostTexts texts, BusinessDirectory businesses)
{
    /// <summary>A knock that nobody could deliver for a day is of no use any more.</summary>
    private static readonly TimeSpan KnockLifetime = TimeSpan.FromDays(1);

    /// <summary>A person's words were put on their way: where the window is closed, whoever wrote them learns that they wait, and the customer that they are there.</summary>
    public async ValueTask AnsweredAsync(Turn turn, InboundContent.StaffReplied reply, string language)
    {
        if (WindowReader.OpenUntil(turn.Scope, settings, turn.Account, turn.Happened.ChatKey) is not { } until || until > turn.Now) return;
        var business = businesses.Of(turn.Account.BusinessId).Business;
        var code = settings.LanguageOf(language);
        var approved = TemplateRows.Find(turn.Scope, turn.Account.Id, OptIns.AnswerWaiting, code) is { Status: TemplateStatus.Approved };
        if (approved) await KnockAsync(turn, business.Name, language, until);
        var of = CaseRows.InTalk(turn.Scope, turn.Chat.Id);
        await tellStaff(turn.Scope, new(business.Id, FormattableString.Invariant($"window:{turn.Happened.Id}"), "staff.window_closed",
        [
            ("relay.customer", turn.Chat.Name ?? "–"), ("relay.words", reply.Words.Length == 0 ? "–" : reply.Words), ("relay.why", approved ? "told" : "silent"),
            .. of is null ? Array.Empty<(string, string)>() : [("relay.number", of.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("relay.title", of.Title)],
        ], turn.Chat.Id) { About = of?.Id, For = of is null ? null : CaseHand.StaffOf(of.Owner) });
    }

    /// <summary>Once in a silence, however much is written.</summary>
    private async ValueTask KnockAsync(Turn turn, string business, string language, DateTimeOffset silentSince) =>
        await outbox.AddAsync(turn.Scope, new Draft(turn.Account.BusinessId, turn.Account.Id, turn.Happened.ChatKey, turn.Chat.Id,
            FormattableString.Invariant($"knock:{silentSince.ToUnixTimeMilliseconds()}"), OutboundKind.Notice, new OutgoingMessage
            {
                Text = texts.RenderTemplate(OptIns.AnswerWaiting, language, ("business.name", business)), Language = language, Template = OptIns.AnswerWaiting, TemplateWords = [business],
            }, turn.Now + KnockLifetime));
}
