using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary>Every fact of <c>_shared/facts.yaml</c>, by its first name.</summary>
internal sealed class FactGroups(StaffDirectory staff)
{
    /// <summary>Lines of history a chat shows at most; the dialog pages them.</summary>
    private const int HistoryMax = 30;

    /// <summary>Dates on which something expires that the balance lists; the rest is one sum there.</summary>
    private const int BatchesMax = 5;

    private const int EveningFromHour = 18;
    private const int DayFromHour = 12;
    private const int MorningFromHour = 5;

    /// <summary>Loads a group for one chat.</summary>
    public Value.Record Load(string group, FactSource source) => group switch
    {
        "customer" => Customer(source),
        "points" => Points(source),
        "level" => LevelOf(source),
        "history" => History(source),
        "shop" or "business" => Record(("name", Text(source.Page.Business.Name)), ("currency", Text(source.Page.Business.Currency))),
        "shops" => Shops(source),
        "bought" => PlayFacts.Bought(source),
        "human" => Human(source),
        "staff" => StaffFacts.Read(source),
        "broadcasts" => BroadcastFacts.Read(source),
        "rewards" => RewardFacts.Rewards(source),
        "vouchers" => RewardFacts.Vouchers(source),
        "time" => Time(source),
        "achievements" => DeedFacts.Achievements(source),
        "raffles" => DeedFacts.Raffles(source),
        "year" => DeedFacts.Year(source),
        "causes" => DeedFacts.Causes(source),
        "coalition" => CoalitionFacts.Read(source),
        "club" => ClubFacts.Club(source),
        "review" => ClubFacts.Review(source),
        "wishes" => Record(WishFacts.Read(source)),
        "ways" => ClubFacts.Ways(source),
        "cards" => CardFacts.Read(source),
        "units" => UnitFacts.Units(source),
        "wallets" => UnitFacts.Wallets(source),
        "invited" => ReferralFacts.Read(source),
        "children" => Record(("days", List(ChildBirthday.DaysOf(source.Scope, source.Chat.ContactId).Select(day => Record(("day", Text(day))))))),
        "events" => ClubFacts.Events(source),
        "news" => PlayFacts.News(source),
        "survey" => SurveyFacts.Read(source),
        "cases" => CaseFacts.Read(source),
        _ => Record(),
    };

    private static Value.Record Customer(FactSource source)
    {
        var chat = source.Chat;
        var consents = Consents(source);
        return Record(
            ("name", Text(chat.Name)),
            ("named_by_platform", Text(source.Sender?.Name)),
            ("member", new Value.Bool(chat.JoinedAt is not null)),
            ("phone", Text(chat.Phone)),
            ("phone_vouched", Text(Vouched(source))),
            ("birthday", Text(chat.Birthday)),
            ("language", Text(source.Language)),
            ("staff", new Value.Bool(StaffRows.IsStaff(source.Scope, chat.ContactId))),
            ("consent", Record(("marketing", consents("marketing")), ("surveys", consents("surveys")))));
    }

    /// <summary>WhatsApp knows its users by their number: nobody has to prove it.</summary>
    private static string? Vouched(FactSource source) => source.Account.Channel == "whatsapp" && WhatsAppUsers.WaIdOf(source.Scope, source.Chat.Id) is { } waId ? WhatsAppPhone.Of(waId) : null;

    /// <summary>What holds now: the newest row of each purpose on this channel.</summary>
    private static Func<string, Value> Consents(FactSource source)
    {
        RowSource rows = source.Scope;
        var granted = rows.Rows(
            """
            SELECT purpose, granted FROM consents c WHERE contact_id = @contact AND channel = @channel
              AND id = (SELECT MAX(id) FROM consents n WHERE n.contact_id = c.contact_id AND n.purpose = c.purpose AND n.channel = c.channel)
            """,
            command => command.Set("@contact", source.Chat.ContactId.ToString()).Set("@channel", source.Account.Channel),
            row => (Purpose: row.GetString(0), Granted: row.GetInt64(1) == 1));
        return purpose => new Value.Bool(granted.Exists(c => c.Purpose == purpose && c.Granted));
    }

    private static Value.Record Points(FactSource source)
    {
        if (source.Balance is not { } balance)
            return Record(
                ("available", new Value.Int(0)), ("pending", new Value.Int(0)), ("never_expiring", new Value.Int(0)), ("later", new Value.Int(0)), ("batches", List([])), ("pending_batches", List([])));
        return Record(
            ("available", new Value.Int(balance.AvailablePoints)),
            ("pending", new Value.Int(balance.PendingPoints)),
            ("pending_from", balance.PendingFrom is { } from ? new Value.Instant(from) : null),
            ("batches", List(balance.Batches.Select(b => Record(("points", new Value.Int(b.Points)), ("expires", new Value.Date(b.LastDay)))))),
            ("later", new Value.Int(balance.Batches.Skip(BatchesMax).Sum(b => b.Points))),
            ("pending_batches", List(balance.PendingBatches.Select(b => Record(("points", new Value.Int(b.Points)), ("unlocks", new Value.Date(b.FromDay)))))),
            ("never_expiring", new Value.Int(balance.NeverExpiringPoints)));
    }

    private static Value.Record LevelOf(FactSource source)
    {
        var level = source.Balance?.Level;
        return Record(
            ("name", Text(level?.Current?.NameIn(source.Language))),
            ("next", Text(level?.Next?.NameIn(source.Language))),
            ("missing_points", new Value.Int(level?.By is QualifyBy.Points ? level.MissingPoints : 0)),
            ("missing_spend", level is { By: QualifyBy.Spend, MissingPoints: > 0 } ? new Value.Money(level.MissingPoints, source.Page.Business.Currency) : null),
            ("missing_visits", new Value.Int(level?.By is QualifyBy.Visits ? level.MissingPoints : 0)),
            ("kept_until", level?.KeptUntil is { } kept ? new Value.Date(kept) : null),
            ("perks", List((level?.Perks ?? []).Select(p => Record(("name", Text(p.NameIn(source.Language))))))),
            ("statuses", List((level?.Statuses ?? []).Select(s => Record(("name", Text(s.Rule.NameIn(source.Language))), ("until", new Value.Date(s.LastDay)))))),
            ("multiplier_percent", new Value.Int(level?.MultiplierPercent ?? 100)));
    }

    private static Value.Record History(FactSource source) => Record(("items", List(
        HistoryQuery.ReadAll(source.Scope, source.Chat.ContactId, source.Now, HistoryMax).Select(item => Record(
            ("at", new Value.Date(item.Day)),
            ("points", new Value.Int(item.Points)),
            ("wallet", Text(item.Wallet)),
            ("reason", Text(item.ReasonWord)),
            ("shop", Text(item.Shop)),
            ("amount", item is { AmountMinor: { } minor, Currency: { } currency } ? new Value.Money(minor, currency) : null),
            ("receipt", Text(item.Receipt)))))));

    private static Value.Record Shops(FactSource source)
    {
        var local = TimeZoneInfo.ConvertTime(source.Now, source.Page.Zone).DateTime;
        return Record(("items", List(source.Page.Shops.Where(shop => shop.ClosedAt is null).Select(shop => Record(
            ("name", Text(shop.Name)),
            ("address", Text(shop.Address)),
            ("phone", Text(shop.Phone)),
            ("hours", Text(shop.OpeningHours.ToText(source.Language))),
            ("open_now", new Value.Bool(shop.OpeningHours.IsOpen(local))))))));
    }

    /// <summary>People answer during the hours of the shop that is open longest in the list: the first one.</summary>
    private Value.Record Human(FactSource source) => Record(
        ("available", new Value.Bool(staff.Chat(source.Page.Business.Id) is not null)),
        ("hours", new Value.Text(source.Page.Shops.FirstOrDefault(shop => shop.ClosedAt is null)?.OpeningHours.ToText(source.Language) ?? "")));

    private static Value.Record Time(FactSource source)
    {
        var local = TimeZoneInfo.ConvertTime(source.Now, source.Page.Zone);
        var part = local.Hour switch
        {
            >= EveningFromHour or < MorningFromHour => "evening",
            >= DayFromHour => "day",
            _ => "morning",
        };
        var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        return Record(("part_of_day", Text(part)), ("part_of_week", Text(weekend ? "weekend" : "weekday")));
    }
}
