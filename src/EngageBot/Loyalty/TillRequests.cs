using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Loyalty.Earning;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>The member, as the till names them: exactly one of the five.</summary>
/// <param name="Code">Of the moment, off the member's own screen.</param>
internal sealed record MemberRef(string? Phone, Guid? Id, string? Number, string? Code = null)
{
    /// <summary>The number of a card; one that anybody may show is nobody's.</summary>
    public string? Card { get; init; }
}

/// <summary>The body of <c>POST /api/v1/purchases</c>.</summary>
internal sealed record PurchaseRequest(string Receipt, long AmountMinor, string Currency, MemberRef Member, DateTimeOffset? BoughtAt)
{
    /// <summary>What else the till says of it.</summary>
    public ReceiptDetails Details { get; init; } = ReceiptDetails.None;
}

/// <summary>What a customer is about to pay for.</summary>
internal sealed record BasketRequest(long AmountMinor, string Currency, Guid? Member, ReceiptDetails Details);

/// <summary>The fields of a purchase that rules may ask for and a simple till leaves out.</summary>
internal sealed record ReceiptDetails(long PointsPaidMinor, long DeliveryMinor, long DiscountMinor, long Distance, string? Card, ImmutableArray<ReceiptItem> Items)
{
    public static ReceiptDetails None { get; } = new(0, 0, 0, 0, null, []);

    /// <summary>Puts them into a purchase.</summary>
    public NewPurchase Of(NewPurchase purchase) => purchase with
    {
        PointsPaidMinor = PointsPaidMinor, DeliveryMinor = DeliveryMinor, DiscountMinor = DiscountMinor, Distance = Distance, Card = Card, Items = Items,
    };
}

/// <summary>The body of <c>POST /api/v1/returns</c>.</summary>
internal sealed record ReturnRequest(string Receipt, string ReturnReceipt, long AmountMinor, string Currency, DateTimeOffset? ReturnedAt);

/// <summary>Reads request bodies field by field, so that one answer names everything that is wrong.</summary>
internal sealed partial class TillRequests
{
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];
    private const int ItemsMax = 500;
    private const long DistanceMax = 1_000_000_000;
    private readonly Dictionary<string, string> _errors = [];
    private readonly Dictionary<string, JsonElement> _fields = [];

    private TillRequests(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = 4 });
            if (document.RootElement.ValueKind is not JsonValueKind.Object) _errors["body"] = "is a JSON object.";
            else foreach (var field in document.RootElement.EnumerateObject())
                if (!_fields.TryAdd(field.Name, field.Value.Clone())) _errors.TryAdd(WholeText.Cut(field.Name, 40), "is there twice.");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)    // the latter: half a surrogate pair, broken UTF-8
        {
            _errors["body"] = "is a JSON object.";
        }
    }

    public static (PurchaseRequest? Request, ApiAnswer? Problem) Purchase(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var form = new TillRequests(body);
        var currency = form.Currency();
        var points = form.OptionalAmount("paidPoints", currency);
        var amount = form.Amount(currency, mayBeZero: points > 0);
        var (member, details) = (form.Member(), form.Details(currency, amount, points));
        return form.Finish(new PurchaseRequest(form.Receipt("receipt"), amount, currency, member, form.Instant("boughtAt", now)) { Details = details with { Card = details.Card ?? member.Card } });
    }

    /// <summary>The body of <c>POST /api/v1/discounts</c>.</summary>
    public static (BasketRequest? Request, ApiAnswer? Problem) Basket(ReadOnlyMemory<byte> body)
    {
        var form = new TillRequests(body);
        var currency = form.Currency();
        var (amount, id) = (form.Amount(currency), form.Text("memberId"));
        var guid = Guid.Empty;
        if (id is not null && !Guid.TryParse(id, out guid)) form._errors.TryAdd("memberId", "is a UUID.");
        return form.Finish(new BasketRequest(amount, currency, id is null ? null : guid, form.Details(currency, amount, 0)));
    }

    public static (ReturnRequest? Request, ApiAnswer? Problem) Return(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var form = new TillRequests(body);
        var currency = form.Currency();
        return form.Finish(new ReturnRequest(form.Receipt("receipt"), form.Receipt("returnReceipt"), form.Amount(currency), currency, form.Instant("returnedAt", now)));
    }

    private (T? Request, ApiAnswer? Problem) Finish<T>(T request) where T : class
    {
        foreach (var name in _fields.Keys) _errors.TryAdd(WholeText.Cut(name, 40), "is not a field of this request.");
        return _errors.Count == 0 ? (request, null) : (null, ApiAnswer.Problem(ProblemType.BodyInvalid, errors: _errors));
    }

    private string Currency()
    {
        var code = Text("currency", required: true);
        if (MinorUnits.IsCurrency(code)) return code!;
        _errors.TryAdd("currency", "is three upper-case letters of ISO 4217, such as \"EUR\".");
        return "";
    }

    private string Receipt(string name)
    {
        var receipt = Text(name, required: true)?.Trim() ?? "";
        if (receipt.Length is 0 or > 100 || receipt.Any(char.IsControl)) _errors.TryAdd(name, "is text of 1 to 100 characters.");
        return receipt;
    }

    private long Amount(string currency, bool mayBeZero = false)
    {
        var written = Text("amount", required: true);
        if (mayBeZero && decimal.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var none) && none == 0) return 0;
        if (MinorUnits.Parse(written, currency) is { } minor) return minor;
        var digits = MinorUnits.DigitsOf(currency);
        _errors.TryAdd("amount", $"is text with a decimal point and at most {digits} digits after it, above zero, such as \"{MinorUnits.Format(digits == 3 ? 12500 : 1250, currency)}\".");
        return 0;
    }

    private long OptionalAmount(string name, string currency)
    {
        if (Text(name) is not { } written) return 0;
        if (MinorUnits.Parse(written, currency) is { } minor) return minor;
        _errors.TryAdd(name, $"is an amount above zero like \"amount\"; leave it out for none.");
        return 0;
    }

    private ReceiptDetails Details(string currency, long amount, long points)
    {
        var details = new ReceiptDetails(points, OptionalAmount("delivery", currency), OptionalAmount("discount", currency), Whole("distance", DistanceMax), Text("card")?.Trim(), Items(currency));
        if (details.Card is { Length: 0 or > 100 }) _errors.TryAdd("card", "is text of 1 to 100 characters.");
        if (!details.Items.IsEmpty && details.Items.Sum(i => (decimal)i.AmountMinor) + details.DeliveryMinor != (decimal)amount + points)
            _errors.TryAdd("items", "and delivery add up to amount and paidPoints.");
        else if (details.DeliveryMinor > amount + points) _errors.TryAdd("delivery", "is part of what was paid.");
        return details;
    }

    private long Whole(string name, long most)
    {
        if (!_fields.Remove(name, out var field) || field.ValueKind is JsonValueKind.Null) return 0;
        if (field.ValueKind is JsonValueKind.Number && field.TryGetInt64(out var whole) && whole >= 0 && whole <= most) return whole;
        _errors.TryAdd(name, $"is a whole number from 0 to {most}.");
        return 0;
    }

    private ImmutableArray<ReceiptItem> Items(string currency)
    {
        if (!_fields.Remove("items", out var field) || field.ValueKind is JsonValueKind.Null) return [];
        if (field.ValueKind is not JsonValueKind.Array || field.GetArrayLength() > ItemsMax)
        {
            _errors.TryAdd("items", $"is a list of at most {ItemsMax} items.");
            return [];
        }
        return [.. field.EnumerateArray().Select((item, i) => Item($"items[{i}]", item, currency))];
    }

    private ReceiptItem Item(string path, JsonElement item, string currency)
    {
        var form = new TillRequests(Encoding.UTF8.GetBytes(item.GetRawText()));
        var (sku, category) = (form.Text("sku"), form.Text("category"));
        if (sku is { Length: 0 or > 100 } || category is { Length: 0 or > 100 }) form._errors.TryAdd("sku", "and category are text of 1 to 100 characters.");
        var amount = form.Amount(currency, mayBeZero: true);    // a gift on the receipt
        var quantity = form._fields.ContainsKey("quantity") ? form.Whole("quantity", 1_000_000) : 1;
        if (quantity == 0) form._errors.TryAdd("quantity", "is a whole number from 1 to 1000000.");
        foreach (var name in form._fields.Keys) form._errors.TryAdd(name, "is not a field of an item.");
        foreach (var (name, wrong) in form._errors.Where(_ => _errors.Count < 50)) _errors.TryAdd($"{path}.{(WholeText.Cut(name, 40))}", wrong);
        return new(sku, category, amount, (int)quantity);
    }

    private MemberRef Member() => Member(mayBeNobody: false)!;

    private MemberRef? Member(bool mayBeNobody)
    {
        var (phone, id, number, code, card) = (Text("memberPhone"), Text("memberId"), Text("memberNumber"), Text("memberCode"), Text("memberCard"));
        var given = ((string?[])[phone, id, number, code, card]).Count(way => way is not null);
        if (given == 0 && mayBeNobody) return null;
        if (given != 1) _errors.TryAdd("memberPhone", "or memberId, memberNumber, memberCard or memberCode is given: exactly one of them.");
        var guid = Guid.Empty;
        if (id is not null && !Guid.TryParse(id, out guid)) _errors.TryAdd("memberId", "is a UUID.");
        return new(phone, id is null ? null : guid, number, code) { Card = card };
    }

    /// <summary>An instant of the past year; tills' clocks may be five minutes ahead.</summary>
    private DateTimeOffset? Instant(string name, DateTimeOffset now)
    {
        if (Text(name) is not { } text) return null;
        var explicitly = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        if (!DateTimeOffset.TryParseExact(explicitly, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
            _errors.TryAdd(name, "is an ISO 8601 time with its offset, such as \"2026-03-02T10:15:00+01:00\".");
        else if (at > now.AddMinutes(5)) _errors.TryAdd(name, "is in the future.");
        else if (at < now.AddYears(-1)) _errors.TryAdd(name, "is more than a year ago; older purchases are imported.");
        return at > now ? now : at;    // what the receipt says cannot be later than what it caused
    }

    private string? Text(string name, bool required = false)
    {
        if (!_fields.Remove(name, out var field) || field.ValueKind is JsonValueKind.Null)
        {
            if (required) _errors.TryAdd(name, "is missing.");
            return null;
        }
        if (field.ValueKind is not JsonValueKind.String) _errors.TryAdd(name, "is text, in quotes.");
        else if (Readable(field) is not { Length: <= 200 } text || text.Contains('\0')) _errors.TryAdd(name, "is text of at most 200 characters.");
        else return text;
        return null;
    }

    /// <summary>The text, or <see langword="null"/> where it is broken UTF-8 or half a surrogate pair.</summary>
    private static string? Readable(JsonElement field)
    {
        try
        {
            return field.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
