using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Imports;

/// <summary>A receipt of a file.</summary>
/// <param name="GivenPoints">What the old system gave; <see langword="null"/> for what the rules give.</param>
internal sealed record PurchaseRow(string Shop, string Receipt, string? Phone, string? ExternalId, long AmountMinor, string Currency, DateTimeOffset At, long? GivenPoints);

/// <summary>Purchases of the past, in the order of their dates. Nobody is told about them.</summary>
internal sealed class ImportPurchases(IStore store, Business business, RecordPurchase purchases, TimeProvider clock, ILogger logger)
    : CsvImport<PurchaseRow>(store, business, logger)
{
    private static readonly DateTimeOffset Oldest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private char? _decimalSign;

    private protected override IReadOnlyCollection<string> Required { get; } = ["shop", "receipt", "amount", "at"];
    private protected override IReadOnlyCollection<string> Optional { get; } = ["phone", "external_id", "currency", "points"];

    private protected override void Survey(IEnumerable<TableRow> rows) =>
        _decimalSign = DecimalSign.Of(rows.Where(row => row.Broken is null).Select(row => row["amount"]).OfType<string>());

    private protected override (PurchaseRow? Row, string? Reason) Parse(TableRow row)
    {
        if (row["shop"] is not { Length: <= 100 } shop) return (null, "shop is empty.");
        if (row["receipt"] is not { Length: <= 100 } receipt) return (null, "receipt is empty or longer than 100 characters.");
        var phone = row["phone"] is { } written ? PhoneNumber.Parse(written, Business.CallingCode) : null;
        if (row["phone"] is not null && phone is null) return (null, $"phone \"{Cut(row["phone"]!)}\" is no number.");
        if (phone is null && row["external_id"] is null) return (null, "neither phone nor external_id says whose it is.");
        var currency = row["currency"] ?? Business.Currency;
        if (currency != Business.Currency) return (null, $"currency \"{Cut(currency)}\" is not the business's {Business.Currency}.");
        var (minor, reason) = DecimalSign.Parse(row["amount"] ?? "", _decimalSign, currency);
        if (minor is not { } amount) return (null, reason);
        if (FieldFormats.Instant(row["at"] ?? "", Zone) is not { } at) return (null, $"at \"{Cut(row["at"] ?? "")}\" is no date; write YYYY-MM-DD or DD.MM.YYYY, with HH:MM if you know it.");
        if (at > clock.GetUtcNow()) return (null, string.Create(CultureInfo.InvariantCulture, $"at {at:yyyy-MM-dd} is in the future."));
        if (at < Oldest) return (null, string.Create(CultureInfo.InvariantCulture, $"at {at:yyyy-MM-dd} is before the year 2000."));
        var points = row["points"] is { } given ? FieldFormats.Points(given) : null;
        if (row["points"] is not null && points is null) return (null, $"points \"{Cut(row["points"]!)}\" is no whole number.");
        return (new(shop, receipt, phone, row["external_id"], amount, currency, at, points), null);
    }

    private protected override IEnumerable<string> KeysOf(PurchaseRow row) => [$"{row.Shop} {row.Receipt}"];

    private protected override async ValueTask<RowOutcome> ApplyAsync(WriteScope scope, PurchaseRow row)
    {
        if (ShopCodes.IdOf(scope, Business.Id, row.Shop) is not { } shop) return new RowOutcome.Refused($"there is no shop with the code {Cut(row.Shop)}.");
        var member = row.ExternalId is not null
            ? MemberLookup.ByNumber(scope, Business.Id, row.ExternalId)
            : MemberLookup.ByPhone(scope, Business.Id, row.Phone!);
        if (member is not { } contact) return new RowOutcome.Refused($"there is no member with the {(row.ExternalId is not null ? $"external_id {row.ExternalId}" : $"phone {row.Phone}")}.");
        var outcome = await purchases.RecordAsync(scope, new Actor.System("import"), new(Business.Id, shop, row.Receipt, contact, row.AmountMinor, row.Currency, row.At)
        {
            GivenPoints = row.GivenPoints, Announced = false,
        }, clock.GetUtcNow());
        return outcome switch
        {
            PurchaseOutcome.Recorded => new RowOutcome.Added(),
            PurchaseOutcome.ShopClosed => new RowOutcome.Refused($"shop {row.Shop} was shut down before."),
            PurchaseOutcome.AlreadyRecorded { Same: true } => new RowOutcome.Unchanged(),
            _ => new RowOutcome.Refused($"shop {row.Shop} has receipt {Cut(row.Receipt)} already, with another member or amount."),
        };
    }
}
