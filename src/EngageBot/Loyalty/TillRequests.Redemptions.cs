using System.Text.Json;
using EngageBot.Businesses;
using EngageBot.Http;

namespace EngageBot.Loyalty;

/// <summary>The body of <c>POST /api/v1/redemptions/quotes</c>.</summary>
internal sealed record QuoteRequest(MemberRef Member, long ReceiptMinor, string Currency);

/// <summary>The body of <c>POST /api/v1/redemptions</c>.</summary>
internal sealed record RedemptionRequest(MemberRef Member, long ReceiptMinor, string Currency, long Points);

/// <summary>The body of <c>POST /api/v1/redemptions/{id}/commit</c>.</summary>
/// <param name="Paid">As written; its currency is the redemption's.</param>
internal sealed record CommitRequest(string Receipt, string? Paid);

/// <summary>A body without fields: of a cancel, of an undo.</summary>
internal sealed record EmptyRequest;

internal sealed partial class TillRequests
{
    private const long MostPoints = 1_000_000_000;

    public static (QuoteRequest? Request, ApiAnswer? Problem) Quote(ReadOnlyMemory<byte> body)
    {
        var form = new TillRequests(body);
        var currency = form.Currency();
        return form.Finish(new QuoteRequest(form.Member(), form.Amount(currency), currency));
    }

    public static (RedemptionRequest? Request, ApiAnswer? Problem) Redemption(ReadOnlyMemory<byte> body)
    {
        var form = new TillRequests(body);
        var currency = form.Currency();
        return form.Finish(new RedemptionRequest(form.Member(), form.Amount(currency), currency, form.Points()));
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

    private long Points()
    {
        if (!_fields.Remove("points", out var field)) _errors.TryAdd("points", "is missing.");
        else if (field.ValueKind is not JsonValueKind.Number || !field.TryGetInt64(out var points) || points is < 1 or > MostPoints)
            _errors.TryAdd("points", "is a whole number above zero, such as 500.");
        else return points;
        return 0;
    }
}
