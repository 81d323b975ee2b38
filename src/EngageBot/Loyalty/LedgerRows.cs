using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>The accounts a posting for one member touches.</summary>
internal readonly record struct MemberAccounts(long Issued, long Redeemed, long Expired, long Available, long Pending);

/// <summary>A batch with something left in it.</summary>
internal readonly record struct OpenBatch(long Id, long AccountId, long RemainingPoints, DateTimeOffset? ExpiresAt);

/// <summary>A row to write into <c>transfers</c>.</summary>
internal sealed record TransferRow(BusinessId Business, long Debit, long Credit, long AmountPoints, TransferReason Reason, string Reference, DateTimeOffset At)
{
    public string? Rule { get; init; }
    public int? RuleVersion { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public long? ReversesId { get; init; }
    public string? Note { get; init; }
}

/// <summary>The ledger's statements on the writer's connection; what they mean is decided in <see cref="PointsLedger"/>.</summary>
internal readonly struct LedgerRows(WriteScope scope)
{
    /// <summary>The transfer that already used a reference.</summary>
    public (long Id, long AmountPoints)? Find(BusinessId business, string reference)
    {
        using var reader = scope.Command("SELECT id, amount_points FROM transfers WHERE business_id = @business AND reference = @reference")
            .Set("@business", business.ToString()).Set("@reference", reference).ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : null;
    }

    /// <summary>The accounts, opened on first use.</summary>
    public MemberAccounts Accounts(BusinessId business, ContactId contact)
    {
        if (ReadAccounts(business, contact) is { } known) return known;
        var insert = scope.Command("""
            INSERT INTO point_accounts (business_id, kind, contact_id) VALUES (@business, @kind, @contact) ON CONFLICT DO NOTHING
            """).Set("@business", business.ToString());
        foreach (var kind in Enum.GetNames<AccountKind>())
            insert.Set("@kind", kind).Set("@contact", kind is nameof(AccountKind.Available) or nameof(AccountKind.Pending) ? contact.ToString() : null).ExecuteNonQuery();
        return ReadAccounts(business, contact) ?? throw new InvalidOperationException("The accounts were just opened.");
    }

    private MemberAccounts? ReadAccounts(BusinessId business, ContactId contact)
    {
        using var reader = scope.Command("""
            SELECT id, kind FROM point_accounts WHERE contact_id = @contact
            UNION ALL SELECT id, kind FROM point_accounts WHERE business_id = @business AND contact_id IS NULL
            """).Set("@contact", contact.ToString()).Set("@business", business.ToString()).ExecuteReader();
        Span<long> ids = stackalloc long[5];
        var found = 0;
        for (; reader.Read(); found++) ids[(int)Enum.Parse<AccountKind>(reader.GetString(1))] = reader.GetInt64(0);
        return found == ids.Length ? new(ids[0], ids[1], ids[2], ids[3], ids[4]) : null;
    }

    /// <summary>Takes points from an account if it has them: the guard is in the statement, so two tills cannot both spend the last ones.</summary>
    public bool TryDebit(long account, long points) =>
        scope.Command("UPDATE point_accounts SET balance_points = balance_points - @points WHERE id = @id AND balance_points >= @points")
            .Set("@id", account).Set("@points", points).ExecuteNonQuery() == 1;

    /// <summary>Changes a balance whatever it is; only for the business's accounts, for credits, and for returns.</summary>
    /// <returns>The new balance.</returns>
    public long Add(long account, long points) =>
        (long)scope.Command("UPDATE point_accounts SET balance_points = balance_points + @points WHERE id = @id RETURNING balance_points")
            .Set("@id", account).Set("@points", points).ExecuteScalar()!;

    public long Balance(long account) =>
        (long)scope.Command("SELECT balance_points FROM point_accounts WHERE id = @id").Set("@id", account).ExecuteScalar()!;

    /// <returns>The new transfer's id.</returns>
    public long Insert(TransferRow row) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO transfers (business_id, debit_account_id, credit_account_id, amount_points, reason, reference, rule, rule_version,
              purchase_id, reverses_id, note, posted_at)
            VALUES (@business, @debit, @credit, @points, @reason, @reference, @rule, @version, @purchase, @reverses, @note, @at)
            """)
            .Set("@business", row.Business.ToString()).Set("@debit", row.Debit).Set("@credit", row.Credit).Set("@points", row.AmountPoints)
            .Set("@reason", row.Reason.ToString()).Set("@reference", row.Reference).Set("@rule", row.Rule).Set("@version", row.RuleVersion)
            .Set("@purchase", row.PurchaseId?.ToString()).Set("@reverses", row.ReversesId).Set("@note", row.Note)
            .Set("@at", row.At))!.Value;

    /// <returns>The new batch's id.</returns>
    public long InsertBatch(BusinessId business, long account, long transfer, long granted, long remaining, DateTimeOffset? unlocksAt, DateTimeOffset? expiresAt) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO batches (business_id, account_id, transfer_id, granted_points, remaining_points, unlocks_at, expires_at)
            VALUES (@business, @account, @transfer, @granted, @remaining, @unlocks, @expires)
            """)
            .Set("@business", business.ToString()).Set("@account", account).Set("@transfer", transfer).Set("@granted", granted)
            .Set("@remaining", remaining).Set("@unlocks", unlocksAt).Set("@expires", expiresAt))!.Value;

    /// <summary>An account's batches in the order in which they are spent: the earliest expiry first, what never expires last.</summary>
    public ImmutableArray<OpenBatch> OpenBatches(long account) =>
        ReadBatches(scope.Command("""
            SELECT id, account_id, remaining_points, expires_at FROM batches
            WHERE account_id = @account AND remaining_points > 0 ORDER BY expires_at IS NULL, expires_at, id
            """).Set("@account", account));

    /// <summary>What is left of the points a transfer brought, whether they were unlocked since or not.</summary>
    public ImmutableArray<OpenBatch> OpenBatchesOf(long transfer) =>
        ReadBatches(scope.Command("""
            SELECT id, account_id, remaining_points, expires_at FROM batches WHERE remaining_points > 0 AND (transfer_id = @transfer OR transfer_id IN (
              SELECT a.transfer_id FROM batch_allocations a JOIN batches b ON b.id = a.batch_id WHERE b.transfer_id = @transfer))
            ORDER BY expires_at IS NULL, expires_at, id
            """).Set("@transfer", transfer));

    /// <summary>What a redemption took, batch by batch.</summary>
    public ImmutableArray<(long Points, DateTimeOffset? ExpiresAt)> Consumed(long transfer)
    {
        var consumed = ImmutableArray.CreateBuilder<(long, DateTimeOffset?)>();
        using var reader = scope.Command("""
            SELECT a.points, b.expires_at FROM batch_allocations a JOIN batches b ON b.id = a.batch_id WHERE a.transfer_id = @transfer
            ORDER BY b.expires_at IS NULL, b.expires_at, b.id
            """).Set("@transfer", transfer).ExecuteReader();
        while (reader.Read()) consumed.Add((reader.GetInt64(0), reader.InstantOrNullAt(1)));
        return consumed.ToImmutable();
    }

    /// <summary>Debits that found no points to take, oldest first: what a return left owing.</summary>
    public ImmutableArray<(long Transfer, long OpenPoints)> Owing(long account)
    {
        var owing = ImmutableArray.CreateBuilder<(long, long)>();
        using var reader = scope.Command("""
            SELECT t.id, t.amount_points - COALESCE((SELECT SUM(a.points) FROM batch_allocations a WHERE a.transfer_id = t.id), 0) AS open
            FROM transfers t WHERE t.debit_account_id = @account AND t.reason IN ('Return', 'Reversal') ORDER BY t.id
            """).Set("@account", account).ExecuteReader();
        while (reader.Read())
            if (reader.GetInt64(1) is > 0 and var open) owing.Add((reader.GetInt64(0), open));
        return owing.ToImmutable();
    }

    /// <summary>Takes points out of a batch and writes down which debit they went with.</summary>
    public void Take(long batch, long transfer, long points)
    {
        scope.Command("UPDATE batches SET remaining_points = remaining_points - @points WHERE id = @id").Set("@id", batch).Set("@points", points).ExecuteNonQuery();
        Allocate(batch, transfer, points);
    }

    /// <summary>Writes down that a debit took points of a batch.</summary>
    public void Allocate(long batch, long transfer, long points) =>
        scope.Command("INSERT INTO batch_allocations (transfer_id, batch_id, points) VALUES (@transfer, @batch, @points)")
            .Set("@transfer", transfer).Set("@batch", batch).Set("@points", points).ExecuteNonQuery();

    private static ImmutableArray<OpenBatch> ReadBatches(DbCommand command)
    {
        var batches = ImmutableArray.CreateBuilder<OpenBatch>();
        using var reader = command.ExecuteReader();
        while (reader.Read()) batches.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.InstantOrNullAt(3)));
        return batches.ToImmutable();
    }
}
