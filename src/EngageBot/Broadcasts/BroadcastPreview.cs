using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Shows a broadcast as its recipients would read it, on a page or in the chat of whoever works on it.</summary>
internal sealed class BroadcastPreview(DialogCatalog dialogs, MasterKey masterKey, Outbox outbox)
{
    private static readonly RecipientWords _example = new("Arta", 120, "", "DEMO-12345", null);

    /// <summary>Each variant in each of its languages.</summary>
    public IEnumerable<PreviewLine> Of(Broadcast broadcast, BusinessPage page)
    {
        foreach (var (variant, language, message) in Messages(broadcast, page, Example(page), chatId: 0))
            yield return new(BroadcastContent.LetterOf(variant), language, message.Text.Plain, [.. message.Buttons.Select(b => b.Label)]);
    }

    /// <summary>Sends each variant in each of its languages to somebody of the staff: a wish of the shop's own, so no gate stands in between.</summary>
    /// <returns>How many messages, 0 if they have no chat with the bot; or why nothing was tried.</returns>
    public async ValueTask<(int Sent, BroadcastOutcome? Problem)> TestAsync(WriteScope scope, Actor actor, BusinessPage page, long id, StaffId staff, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.SendBroadcasts, page.Business.Id), now) is { } denial) return (0, new BroadcastOutcome.Denied(denial));
        if (BroadcastRows.Find(scope, page.Business.Id, id) is not { } broadcast) return (0, new BroadcastOutcome.Unknown());
        var chat = ((RowSource)scope).Query(
            """
            SELECT h.id, h.account_id, h.external_id FROM staff_chats c JOIN chats h ON h.id = c.chat_id JOIN staff_members s ON s.id = c.staff_id
            WHERE c.staff_id = @staff AND s.business_id = @business AND s.state = 'Active' AND h.unreachable_at IS NULL ORDER BY h.id DESC LIMIT 1
            """,
            command => command.Set("@staff", staff.ToString()).Set("@business", broadcast.BusinessId.ToString()),
            row => row.Read() ? (Id: row.GetInt64(0), Account: row.GetInt64(1), Key: row.GetString(2)) : ((long Id, long Account, string Key)?)null);
        return (chat is { } to ? await SendAsync(scope, broadcast, page, to.Id, to.Account, to.Key, now) : 0, null);
    }

    /// <summary>The same into a chat that is known to be one of the staff's.</summary>
    public async ValueTask<int> SendAsync(WriteScope scope, Broadcast broadcast, BusinessPage page, long chatId, long account, string chatKey, DateTimeOffset now)
    {
        var sent = 0;
        foreach (var (variant, language, message) in Messages(broadcast, page, Example(page), chatId))
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"test:{broadcast.Id}:{now.ToUnixTimeMilliseconds()}:{variant}:{language}");
            if (await outbox.AddAsync(scope, new Draft(broadcast.BusinessId, account, chatKey, chatId, key, OutboundKind.Reply, message with { Purpose = null }, now.AddHours(24))) is not null) sent++;
        }
        return sent;
    }

    private static RecipientWords Example(BusinessPage page) => _example with { Shop = page.Business.Name, VoucherUntil = new DateOnly(2030, 12, 31) };

    private IEnumerable<(int Variant, string Language, OutgoingMessage Message)> Messages(Broadcast broadcast, BusinessPage page, RecipientWords example, long chatId)
    {
        var words = BroadcastWords.Of(broadcast, page, dialogs.Current, masterKey);
        foreach (var (variant, said) in BroadcastContentJson.Read(broadcast.Content).Variants.Index())
            foreach (var language in said.Text.Keys) yield return (variant, language, words.For(variant, language, example, chatId));
    }
}
