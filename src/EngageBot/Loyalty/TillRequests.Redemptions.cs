using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Http;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Till;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>The body of <c>POST /api/v1/redemptions/quotes</c>.</summary>
/// <param name="Member">Absent where a voucher is shown that is good for whoever has it.</param>
internal sealed record QuoteRequest(MemberRef? Member, long ReceiptMinor, string Currency, WantedVoucher? Voucher)
{
    /// <summary>A programme's or a coalition's key; absent for the points of the first programme, or of the coalition of a partner's member.</summary>
    public string? Wallet { get; init; }
}

/// <summary>The body of <c>POST /api/v1/redemptions</c>.</summary>
/// <param name="Member">As at the quote.</param>
/// <param name="Points">Zero for a voucher alone.</param>
internal sealed record RedemptionRequest(MemberRef? Member, long ReceiptMinor, string Currency, long Points, WantedVoucher? Voucher)
{
    /// <inheritdoc cref="QuoteRequest.Wallet"/>
    public string? Wallet { get; init; }
}

/// <summary>The body of <c>POST /api/v1/vouchers/refusals</c>.</summary>
internal sealed record VoucherRefusalRequest(string Code, RefusalReason Why, MemberRef? Member, long? ReceiptMinor, string? Currency);

/// <summary>The body of <c>POST /api/v1/redemptions/{id}/commit</c>.</summary>
/// <param name="Paid">As written; its currency is the redemption's.</param>
internal sealed record CommitRequest(string Receipt, string? Paid);

/// <summary>A body without fields: of a cancel, of an undo.</summary>
internal sealed record EmptyRequest;

internal sealed partial class TillRequests
{
    private const long MostPoints = 1_000_000_000;

    private static readonly RefusalReason[] SaidByPeople = [RefusalReason.OutOfStock, RefusalReason.NotServedNow, RefusalReason.Suspicious, RefusalReason.Other];

    public static (QuoteRequest? Request, ApiAnswer? Problem) Quote(ReadOnlyMemory<byte> body)
    {
        var form = new TillRequests(body);
        var currency = form.Currency();
        var (voucher, amount) = form.Voucher(currency);
        return form.Finish(new QuoteRequest(form.Member(mayBeNobody: voucher is not null), amount, currency, voucher) { Wallet = form.Wallet() });
    }

    public static (RedemptionRequest? Request, ApiAnswer? Problem) Redemption(ReadOnlyMemory<byte> body)
    {
        var form = new TillRequests(body);
        var currency = form.Currency();
        var (voucher, amount) = form.Voucher(currency);
        var points = voucher is not null && !form._fields.ContainsKey("points") ? 0 : form.Points();
        return form.Finish(new RedemptionRequest(form.Member(mayBeNobody: voucher is not null && points == 0), amount, currency, points, voucher) { Wallet = form.Wallet() });
    }

    public static (VoucherRefusalRequest? Request, ApiAnswer? Problem) VoucherRefusal(ReadOnlyMemory<byte> body)
    {
        var form = new TillRequests(body);
        var (code, said) = (form.Text("voucher", required: true), form.Text("why", required: true));
        var why = SaidByPeople.FirstOrDefault(w => SnakeCase.Of(w.ToString()) == said, RefusalReason.UnknownCode);
        if (said is not null && why is RefusalReason.UnknownCode) form._errors.TryAdd("why", $"is one of: {string.Join(", ", SaidByPeople.Select(w => SnakeCase.Of(w.ToString())))}.");
        var currency = form._fields.ContainsKey("amount") ? form.Currency() : null;
        return form.Finish(new VoucherRefusalRequest(code ?? "", why, form.Member(mayBeNobody: true), currency is null ? null : form.Amount(currency), currency));
    }

    public static (CommitRequest? Request, ApiAnswer? Problem) Commit(ReadOnlyMemory<byte> body)
    {
        var form = new TillRequests(body);
        return form.Finish(new CommitRequest(form.Receipt("receipt"), form.Text("amountPaid")));
    }

    /// <summary>No body at all is as good as an empty one.</summary>
    public static (EmptyRequest? Request, ApiAnswer? Problem) Empty(ReadOnlyMemory<byte> body) =>
        body.IsEmpty ? (new EmptyRequest(), null) : new TillRequests(body).Finish(new EmptyRequest());

    /// <summary>An amount that may be nothing, once its currency is known.</summary>
    public static (long? Minor, ApiAnswer? Problem) Paid(string? written, string currency) =>
        written is null ? (null, null)
        : written.Length <= 20 && written.Trim('0', '.').Length == 0 && written.Contains('0', StringComparison.Ordinal) ? (0, null)
        : MinorUnits.Parse(written, currency) is { } minor ? (minor, null)
        : (null, ApiAnswer.Problem(ProblemType.BodyInvalid, errors: new Dictionary<string, string> { ["amountPaid"] = $"is an amount of {currency}, \"0\" for nothing." }));

    /// <summary>A voucher, if one is shown, and what the receipt comes to: nothing, where the voucher's thing is all there is.</summary>
    private (WantedVoucher? Voucher, long AmountMinor) Voucher(string currency)
    {
        var shown = Text("voucher")?.Trim();
        var amount = Amount(currency, mayBeZero: shown is not null);
        if (shown is null)
        {
            foreach (var field in (string[])["voucherOn", "voucherItem"])
                if (_fields.Remove(field)) _errors.TryAdd(field, "goes with voucher.");
            return (null, amount);
        }
        if (shown.Length is 0 or > 40) _errors.TryAdd("voucher", "is a code such as \"7KQMX-3RPTB\".");
        var on = _fields.ContainsKey("voucherOn") ? OptionalAmount("voucherOn", currency) : (long?)null;
        if (on > amount) _errors.TryAdd("voucherOn", "is part of amount.");
        return (new(shown, on, Text("voucherItem")), amount);
    }

    private string? Wallet()
    {
        var wallet = Text("wallet");
        if (wallet is not null && !RuleKinds.IsKey(wallet)) _errors.TryAdd("wallet", RuleKinds.KeyForm);
        return wallet;
    }

    private long Points()
    {
        if (!_fields.Remove("points", out var field)) _errors.TryAdd("points", "is missing.");
        else if (field.ValueKind is not JsonValueKind.Number || !field.TryGetInt64(out var points) || points is < 1 or > MostPoints)
            _errors.TryAdd("points", "is a whole number above zero, such as 500.");
        else return points;
        return 0;
    }
}
