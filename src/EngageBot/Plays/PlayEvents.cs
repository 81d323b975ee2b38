using System.Globalization;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>What happens in the business, for plays that begin with it or end by it. Writes one row in the commit of what happened, and judges nothing there.</summary>
internal sealed class PlayEvents(LivePlays live, Inbox inbox, PlayWake wake, TimeProvider clock) : IPurchaseConsequence
{
    /// <summary>What a dialog hears that a play began and that is of no use any more.</summary>
    public const string StoppedEvent = "play.stopped";

    /// <summary>Something was told to a contact, or would have been if they had a chat.</summary>
    public ValueTask HappenedAsync(WriteScope scope, ContactId contact, string name, string occasion, Value.Record data)
    {
        // Receipts have a trigger of their own, which knows more of them.
        if (name != RecordPurchase.Event) Happened(scope, contact, name, occasion, data);
        return ValueTask.CompletedTask;
    }

    /// <summary>Something happened that begins plays and is told to nobody.</summary>
    public void Happened(WriteScope scope, ContactId contact, string name, string occasion, Value.Record data)
    {
        if (People.BusinessOf(scope, contact) is not { } business) return;
        var now = clock.GetUtcNow();
        foreach (var play in On(scope, business, now, happened => happened.Event == name)) Add(scope, play, contact, occasion, now, data, now);
    }

    public async ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase recorded)
    {
        // History that is read in begins nothing and ends nothing.
        if (!recorded.Purchase.Announced) return;
        var (contact, now) = (recorded.Purchase.Contact, recorded.Now);
        await StopAsync(scope, contact, now);
        foreach (var play in On(scope, recorded.Purchase.Business, now, happened => happened.Event == PlayTrigger.OnEvent.Purchase))
            Add(scope, play, contact, $"purchase:{recorded.Id}", recorded.Purchase.BoughtAt > now ? now : recorded.Purchase.BoughtAt, DataOf(scope, recorded), now);
    }

    /// <summary>Goods came back: what their purchase was to begin does not begin.</summary>
    /// <remarks>By what the run was told, for a play that is once in a year or in a life names no receipt in its occasion.</remarks>
    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned)
    {
        if (returned.ReturnedMinor < returned.PurchaseMinor) return ValueTask.CompletedTask;
        var purchase = returned.PurchaseId.ToString();
        foreach (var run in PlayRunRows.OpenOf(scope, returned.Contact))
            if (run.State is PlayRunState.New or PlayRunState.Waiting && live.All(scope).GetValueOrDefault(run.Play)?.Trigger is PlayTrigger.OnEvent { Event: PlayTrigger.OnEvent.Purchase }
                && RecordJson.Read(run.Data).Fields.GetValueOrDefault("id") is Value.Text { Content: var id } && id == purchase)
                PlayRunRows.End(scope, run.Id, PlayRunState.Stopped, PlayReason.Returned, returned.Now);
        return ValueTask.CompletedTask;
    }

    /// <summary>They bought: plays that end by it begin no more, and dialogs that began hear of it. Paused plays keep that promise too.</summary>
    private async ValueTask StopAsync(WriteScope scope, ContactId contact, DateTimeOffset now)
    {
        var plays = live.All(scope);
        if (!plays.Values.Any(p => p.StopsWhenBought)) return;
        foreach (var run in PlayRunRows.OpenOf(scope, contact))
        {
            if (plays.GetValueOrDefault(run.Play) is not { StopsWhenBought: true }) continue;
            if (run.State != PlayRunState.Started) PlayRunRows.End(scope, run.Id, PlayRunState.Stopped, PlayReason.Bought, now);
            else if (run.Chat is { } chat && AddressOf(scope, chat) is var (account, key))
                await inbox.AddAsync(scope, new(account, $"play-stopped:{run.Id}", key, new InboundContent.Occurred(StoppedEvent, RecordJson.Write(Occasions.Data(
                    ("run", new Value.Text(run.Id.ToString(CultureInfo.InvariantCulture))), ("play", new Value.Text(run.Play)), ("why", new Value.Text("purchase")))))));
        }
    }

    private IEnumerable<PlayInForce> On(WriteScope scope, BusinessId business, DateTimeOffset now, Func<PlayTrigger.OnEvent, bool> begins) =>
        live.All(scope).Values.Any(p => p.Trigger is PlayTrigger.OnEvent e && begins(e))
            ? PlayInForce.On(scope, business, live.All(scope), now).Where(p => p.Play.Trigger is PlayTrigger.OnEvent e && begins(e))
            : [];

    private void Add(WriteScope scope, PlayInForce play, ContactId contact, string own, DateTimeOffset at, Value.Record data, DateTimeOffset now)
    {
        var zone = DateOccasions.HomeOf(scope, play.Business);
        var trigger = (PlayTrigger.OnEvent)play.Play.Trigger;
        if (!PlayValues.Begins(play, trigger, data, now, zone)) return;
        var due = PlayDays.NextAt(at + trigger.Delay, trigger.At, ZoneOf(scope, contact) ?? zone);
        var day = Businesses.LocalDays.DayOf(at, zone);
        if (PlayRunRows.Add(scope, play.Business, play.Name, new(contact, PlayDays.KeyOf(play.Play.OncePer, own, day), day, due, data), PlayRunState.New, null, now) is not null)
            scope.AfterCommit(wake.Signal.Set);
    }

    private static Value.Record DataOf(RowSource source, RecordedPurchase recorded)
    {
        var purchase = recorded.Purchase;
        var shop = source.Query("SELECT name FROM shops WHERE id = @id", command => command.Set("@id", purchase.Shop.ToString()), row => row.Read() ? row.GetString(0) : "");
        var count = source.Query("SELECT COUNT(*) FROM purchases WHERE contact_id = @contact", command => command.Set("@contact", purchase.Contact.ToString()), row => row.Read() ? row.GetInt64(0) : 0);
        var data = Occasions.Data(("id", new Value.Text(recorded.Id.ToString())), ("shop", new Value.Text(shop)),
            ("amount", new Value.Money(purchase.AmountMinor, purchase.Currency)), ("count", new Value.Int(count)));
        // What was paid most for is what a receipt is about.
        if (purchase.Items.Where(i => !string.IsNullOrEmpty(i.Sku)).MaxBy(i => i.AmountMinor) is not { } item) return data;
        var fields = data.Fields.Add("item", new Value.Text(item.Sku!));
        return new(GuideRules.For(source, purchase.Business, [.. purchase.Items.Select(i => i.Sku).OfType<string>()], recorded.Now) is { } guide ? fields.Add("guide", new Value.Text(guide)) : fields);
    }

    private static TimeZoneInfo? ZoneOf(RowSource source, ContactId contact) =>
        source.Query("SELECT zone FROM contact_preferences WHERE contact_id = @id AND zone IS NOT NULL", command => command.Set("@id", contact.ToString()),
            row => row.Read() ? TimeZoneInfo.FindSystemTimeZoneById(row.GetString(0)) : null);

    private static (long Account, string Key)? AddressOf(RowSource source, long chat) =>
        source.Query("SELECT account_id, external_id FROM chats WHERE id = @id", command => command.Set("@id", chat),
            row => row.Read() ? (row.GetInt64(0), row.GetString(1)) : ((long, string)?)null);
}
