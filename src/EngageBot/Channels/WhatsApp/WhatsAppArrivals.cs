using System.Data.Common;
using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>What a webhook brought, into the database: all of it in one commit, each item once.</summary>
internal sealed partial class WhatsAppArrivals(
    WhatsAppUsers users, WhatsAppReceipts receipts, WhatsAppState state, ReadMarks reads, Inbox inbox, TimeProvider clock, ILogger<WhatsAppArrivals> log,
    TemplateNews? news = null)
{
    /// <summary>A delivery of so few items is handled at once; a longer one is left to the worker, so that nobody waits for it.</summary>
    private const int HandledAtOnce = 4;

    private readonly LateRepeats _repeats = new(clock);

    /// <summary>Returns once everything is committed, or was before.</summary>
    /// <exception cref="DatabaseUnavailableException">Nothing was written; it must come again.</exception>
    public async Task AcceptAsync(IReadOnlyList<WebhookItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        var repeats = items.Select(IsRepeat).ToArray();
        List<(WhatsAppNumber Number, string ChatKey, string MessageId)> taken;
        try
        {
            taken = await inbox.AcceptAsync((scope, add) => TakeAsync(scope, add, items, repeats, careful: false), items.Count <= HandledAtOnce, cancellation);
        }
        catch (Exception e) when (e is not (DatabaseUnavailableException or DbException or OperationCanceledException or ObjectDisposedException))
        {
            // One of them is at fault, and would be the next time: it alone is put aside.
            LogFaulty(items.Count, e);
            taken = await inbox.AcceptAsync((scope, add) => TakeAsync(scope, add, items, repeats, careful: true), atOnce: false, cancellation);
        }
        foreach (var (number, chatKey, messageId) in taken) reads.Arrived(number, chatKey, messageId);
    }

    /// <summary>Asked once a delivery, before anything is written: what is written may be tried again.</summary>
    private bool IsRepeat(WebhookItem item) =>
        item is WebhookItem.Message { What: Heard.Content said } && _repeats.IsRepeat($"{item.Number.Account.Id}:{said.Who.WaId ?? said.Who.UserId}", said.What, said.At, said.Id);

    private async ValueTask<List<(WhatsAppNumber, string, string)>> TakeAsync(
        WriteScope scope, Func<Arrival, ValueTask<bool>> add, IReadOnlyList<WebhookItem> items, bool[] repeats, bool careful)
    {
        foreach (var name in items.SelectMany(NamesOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) scope.Lock(name);
        var taken = new List<(WhatsAppNumber, string, string)>();
        for (var n = 0; n < items.Count; n++)
        {
            var (item, repeat) = (items[n], repeats[n]);
            if (!careful)
            {
                await TakeAsync(scope, add, item, repeat, taken);
                continue;
            }
            if (await scope.TryAsync(() => TakeAsync(scope, add, item, repeat, taken)) is not { } error) continue;
            inbox.Quarantine(scope, item.Number.Account.Id, null, item.ToString(), error.GetType().Name);
            WhatsAppMeters.Item("quarantined");
        }
        return taken;
    }

    private async ValueTask TakeAsync(
        WriteScope scope, Func<Arrival, ValueTask<bool>> add, WebhookItem item, bool repeat, List<(WhatsAppNumber, string, string)> taken)
    {
        var account = item.Number.Account.Id;
        switch (item)
        {
            case WebhookItem.Message { What: Heard.Content said }:
                WhatsAppMeters.Item(await SaidAsync(scope, add, item.Number, said, repeat, taken));
                break;
            case WebhookItem.Message { What: Heard.Edit edit }:
                WhatsAppMeters.Item(await EditedAsync(scope, add, account, edit));
                break;
            case WebhookItem.Message { What: Heard.Renamed renamed }:
                await RenamedAsync(scope, add, account, renamed);
                break;
            case WebhookItem.Status status:
                if (await receipts.TakeAsync(scope, add, item.Number, status.What)) WhatsAppMeters.Item("receipt");
                if (users.Met(scope, account, status.What.Who) is { } met) await OneAsync(add, account, met);
                break;
            case WebhookItem.Preference wish:
                var (chatKey, _) = users.Seen(scope, account, wish.Who, null);
                await add(new Arrival(account, string.Create(CultureInfo.InvariantCulture, $"wish:{chatKey}:{wish.At.ToUnixTimeSeconds()}:{wish.Wanted}"), chatKey, new InboundContent.MarketingWish(wish.Wanted)));
                break;
            case WebhookItem.News told:
                if (news is not null) await news(scope, item.Number, told.Field, told.Value);
                state.Hear(item.Number, told.Field, told.Value);
                break;
            case WebhookItem.Trouble trouble:
                state.Hear(item.Number, trouble.Failure);
                break;
            case WebhookItem.Garbled garbled:
                inbox.Quarantine(scope, account, garbled.ExternalId is { } id ? $"unreadable:{id}" : null, garbled.Raw, garbled.Error);
                WhatsAppMeters.Item("quarantined");
                break;
        }
    }

    private async ValueTask<string> SaidAsync(
        WriteScope scope, Func<Arrival, ValueTask<bool>> add, WhatsAppNumber number, Heard.Content said, bool repeat, List<(WhatsAppNumber, string, string)> taken)
    {
        var (now, account) = (clock.GetUtcNow(), number.Account.Id);
        // Their clock may run ahead of ours; the window must not be believed open for longer than it is.
        var (chatKey, merged) = users.Seen(scope, account, said.Who, said.Opens ? said.At < now ? said.At : now : null);
        if (merged is not null) await OneAsync(add, account, merged);
        var arrival = new Arrival(account, said.Id, chatKey, TypedChoice.Read(scope, account, chatKey, said));
        if (repeat)
        {
            inbox.KeepHandled(scope, arrival, "Said before, and nothing was said between");
            return "repeated";
        }
        if (!await add(arrival)) return "duplicate";
        taken.Add((number, chatKey, said.Id));
        return "accepted";
    }

    /// <summary>The message gets its new words if its turn has not begun; the edit itself comes after it, and its turn sees which words were used.</summary>
    private async ValueTask<string> EditedAsync(WriteScope scope, Func<Arrival, ValueTask<bool>> add, long account, Heard.Edit edit)
    {
        var (chatKey, merged) = users.Seen(scope, account, edit.Who, null);
        if (merged is not null) await OneAsync(add, account, merged);
        await inbox.AmendAsync(scope, account, edit.OriginalId, edit.Whole);
        var from = new Sender(edit.Who.WaId ?? edit.Who.UserId!, edit.Who.Name, null);
        var external = string.Create(CultureInfo.InvariantCulture, $"edit:{edit.OriginalId}:{edit.Id}:{edit.At.ToUnixTimeSeconds()}");
        return await add(new Arrival(account, external, chatKey, new InboundContent.Edited(from, edit.Words, edit.OriginalId, edit.OriginalId))) ? "accepted" : "duplicate";
    }

    private async ValueTask RenamedAsync(WriteScope scope, Func<Arrival, ValueTask<bool>> add, long account, Heard.Renamed renamed)
    {
        if (users.Renamed(scope, account, renamed.Before, renamed.Now) is not var (chatKey, merged)) return;
        if (merged is not null) await OneAsync(add, account, merged);
        if (renamed is { Before.WaId: { } old, Now.WaId: { } now } && old != now)
            await add(new Arrival(account, $"number:{old}:{now}", chatKey, new InboundContent.Renumbered(WhatsAppPhone.Of(old), WhatsAppPhone.Of(now))));
        WhatsAppMeters.Item("accepted");
    }

    private static async ValueTask OneAsync(Func<Arrival, ValueTask<bool>> add, long account, OnePerson one) =>
        await add(new Arrival(account, $"same:{one.Gone}:{one.Kept}", one.Kept, new InboundContent.SamePerson(one.Gone)));

    /// <summary>Whom an item is about: two deliveries about one person go one after the other, on every engine.</summary>
    private static IEnumerable<string> NamesOf(WebhookItem item)
    {
        WhatsAppPerson[] people = item switch
        {
            WebhookItem.Message { What: Heard.Content said } => [said.Who],
            WebhookItem.Message { What: Heard.Edit edit } => [edit.Who],
            WebhookItem.Message { What: Heard.Renamed renamed } => [renamed.Before, renamed.Now],
            WebhookItem.Preference wish => [wish.Who],
            WebhookItem.Status { What.Who: { WaId: not null, UserId: not null } who } => [who],
            _ => [],
        };
        foreach (var who in people)
        {
            if (who.WaId is { } number) yield return $"whatsapp:{item.Number.Account.Id}:{number}";
            if (who.UserId is { } id) yield return $"whatsapp:{item.Number.Account.Id}:{id}";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "One of {Count} items of a WhatsApp webhook cannot be taken; it is found and put in quarantine")]
    private partial void LogFaulty(int count, Exception exception);
}
