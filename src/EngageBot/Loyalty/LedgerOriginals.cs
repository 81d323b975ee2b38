using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>A transfer that is about to be taken back.</summary>
/// <param name="Gave">It gave points to the member; otherwise it took them.</param>
/// <param name="TakenPoints">Of those given: taken back already.</param>
/// <param name="OpenPoints">Of those given: neither taken back nor expired since.</param>
internal sealed record LedgerOriginal(
    long Id, ContactId Contact, string Wallet, TransferReason Reason, bool Gave, long CreditAccount, long AmountPoints, long TakenPoints, long OpenPoints, PurchaseId? PurchaseId);

/// <summary>Reads what a reversal or a return refers to.</summary>
internal static class LedgerOriginals
{
    /// <summary>Whether something was posted under that reference.</summary>
    public static bool IsKnown(RowSource source, BusinessId business, string reference) =>
        source.Query("SELECT 1 FROM transfers WHERE business_id = @business AND reference = @reference",
            command => command.Set("@business", business.ToString()).Set("@reference", reference), row => row.Read());

    /// <summary>The transfer, or <see langword="null"/> if the business has none with that id.</summary>
    public static LedgerOriginal? Read(WriteScope scope, BusinessId business, long transferId)
    {
        using var reader = scope.Command("""
            SELECT c.contact_id, t.reason, d.contact_id, t.credit_account_id, t.amount_points, t.purchase_id,
              COALESCE((SELECT SUM(r.amount_points) FROM transfers r WHERE r.reverses_id = t.id), 0),
              COALESCE((SELECT SUM(a.points) FROM batch_allocations a JOIN transfers e ON e.id = a.transfer_id AND e.reason = 'Expiry'
                WHERE a.batch_id IN (SELECT b.id FROM batches b WHERE b.transfer_id = t.id OR b.origin_id = t.id)), 0), c.wallet
            FROM transfers t JOIN point_accounts c ON c.id = t.credit_account_id JOIN point_accounts d ON d.id = t.debit_account_id
            WHERE t.id = @id AND t.business_id = @business
            """).Set("@id", transferId).Set("@business", business.ToString()).ExecuteReader();
        if (!reader.Read()) return null;
        var amount = reader.GetInt64(4);
        var (receiver, giver) = (reader.TextAt(0), reader.TextAt(2));
        return new(transferId, new(Guid.Parse((receiver ?? giver)!)), reader.GetString(8), Enum.Parse<TransferReason>(reader.GetString(1)), receiver is not null, reader.GetInt64(3),
            amount, reader.GetInt64(6), Math.Max(0, amount - reader.GetInt64(6) - reader.GetInt64(7)), reader.TextAt(5) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null);
    }
}

/// <summary>A batch whose time has come.</summary>
/// <param name="ArrivedAt">When it came into the account: nothing can happen to it earlier.</param>
/// <param name="HoldId">What it is set aside for.</param>
internal sealed record DueBatch(
    long Id, BusinessId Business, ContactId Contact, string Wallet, AccountKind Kind, OpenBatch Batch, DateTimeOffset? UnlocksAt, DateTimeOffset ArrivedAt,
    PurchaseId? PurchaseId, long? HoldId)
{
    public long Points => Batch.RemainingPoints;

    /// <summary>The moment something was due, or the batch's arrival if that was later.</summary>
    public DateTimeOffset At(DateTimeOffset due) => due > ArrivedAt ? due : ArrivedAt;

    /// <summary>The batch, or <see langword="null"/> if nothing is left in it.</summary>
    public static DueBatch? Read(WriteScope scope, long batchId)
    {
        using var reader = scope.Command("""
            SELECT b.business_id, a.contact_id, a.wallet, a.kind, b.account_id, b.remaining_points, COALESCE(b.origin_id, b.transfer_id), b.issued_at, b.expires_at,
              b.unlocks_at, t.posted_at, t.purchase_id, t.hold_id
            FROM batches b JOIN point_accounts a ON a.id = b.account_id JOIN transfers t ON t.id = b.transfer_id
            WHERE b.id = @id AND b.remaining_points > 0
            """).Set("@id", batchId).ExecuteReader();
        if (!reader.Read()) return null;
        return new(batchId, new(Guid.Parse(reader.GetString(0))), new(Guid.Parse(reader.GetString(1))), reader.GetString(2), Enum.Parse<AccountKind>(reader.GetString(3)),
            new(batchId, reader.GetInt64(4), reader.GetInt64(5), new(reader.GetInt64(6), reader.InstantAt(7), reader.InstantOrNullAt(8))),
            reader.InstantOrNullAt(9), reader.InstantAt(10), reader.TextAt(11) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null, reader.NumberAt(12));
    }

    /// <summary>A member's batches in a business's ledger that are due, in the order of their time.</summary>
    public static ImmutableArray<(long Id, bool Unlocks)> Of(WriteScope scope, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        var due = ImmutableArray.CreateBuilder<(long, bool)>();
        using var reader = scope.Command("""
            SELECT b.id, a.kind FROM point_accounts a JOIN batches b ON b.account_id = a.id AND b.remaining_points > 0
            WHERE a.contact_id = @contact AND a.business_id = @business AND (a.kind IN ('Pending', 'Reserved') AND b.unlocks_at <= @now OR a.kind = 'Available' AND b.expires_at <= @now)
            ORDER BY COALESCE(b.unlocks_at, b.expires_at), b.id
            """).Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@now", now).ExecuteReader();
        while (reader.Read()) due.Add((reader.GetInt64(0), reader.GetString(1) != nameof(AccountKind.Available)));
        return due.ToImmutable();
    }
}
