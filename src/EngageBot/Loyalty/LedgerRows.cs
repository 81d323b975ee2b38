using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>The accounts of one wallet that a posting for one member may touch, by kind; 0 for one that is not open yet.</summary>
internal readonly record struct MemberAccounts(long Issued, long Redeemed, long Expired, long Donated, long Available, long Pending, long Reserved)
{
    /// <summary>The two others are opened when they are needed.</summary>
    public bool Open => Issued != 0 && Redeemed != 0 && Expired != 0 && Available != 0 && Pending != 0;
}

/// <summary>A batch with something left in it.</summary>
internal readonly record struct OpenBatch(long Id, long AccountId, long RemainingPoints, Provenance From);

/// <summary>What points keep wherever they move among a member's own accounts.</summary>
/// <param name="OriginId">The transfer that first gave them; <see langword="null"/> for the one that is giving them now.</param>
/// <param name="IssuedAt">When that was.</param>
internal readonly record struct Provenance(long? OriginId, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt);

/// <summary>A row to write into <c>batches</c>.</summary>
/// <param name="RemainingPoints">Less than granted where a part paid at once what was owing.</param>
internal readonly record struct BatchRow(BusinessId Business, long Account, long Transfer, long GrantedPoints, long RemainingPoints, Provenance From)
{
    public DateTimeOffset? UnlocksAt { get; init; }
}

/// <summary>A row to write into <c>transfers</c>.</summary>
internal sealed record TransferRow(BusinessId Business, long Debit, long Credit, long AmountPoints, TransferReason Reason, string Reference, DateTimeOffset At)
{
    public string? Cause { get; init; }
    public string? Rule { get; init; }
    public int? RuleVersion { get; init; }
    public ShopId? Shop { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public long? HoldId { get; init; }
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

    /// <summary>The wallet into which a transfer gave, why and when.</summary>
    public (string Wallet, TransferReason Reason, DateTimeOffset At) Gift(long transfer)
    {
        using var reader = scope.Command("SELECT a.wallet, t.reason, t.posted_at FROM transfers t JOIN point_accounts a ON a.id = t.credit_account_id WHERE t.id = @id")
            .Set("@id", transfer).ExecuteReader();
        return reader.Read()
            ? (reader.GetString(0), Enum.Parse<TransferReason>(reader.GetString(1)), reader.InstantAt(2))
            : throw new ArgumentOutOfRangeException(nameof(transfer), transfer, "There is no such transfer to take back.");
    }

    /// <summary>The accounts, opened on first use.</summary>
    public MemberAccounts Accounts(BusinessId business, ContactId contact, string wallet)
    {
        var accounts = ReadAccounts(business, contact, wallet);
        if (accounts.Open) return accounts;
        foreach (var kind in (AccountKind[])[AccountKind.Issued, AccountKind.Redeemed, AccountKind.Expired, AccountKind.Available, AccountKind.Pending])
            OpenAccount(business, contact, wallet, kind);
        return ReadAccounts(business, contact, wallet);
    }

    /// <summary>The account for donations, opened on first use.</summary>
    public long Donated(MemberAccounts accounts, BusinessId business, ContactId contact, string wallet) =>
        accounts.Donated != 0 ? accounts.Donated : OpenAccount(business, contact, wallet, AccountKind.Donated);

    /// <summary>The account for points set aside, opened on first use.</summary>
    public long Reserved(MemberAccounts accounts, BusinessId business, ContactId contact, string wallet) =>
        accounts.Reserved != 0 ? accounts.Reserved : OpenAccount(business, contact, wallet, AccountKind.Reserved);

    private long OpenAccount(BusinessId business, ContactId contact, string wallet, AccountKind kind) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO point_accounts (business_id, wallet, kind, contact_id) VALUES (@business, @wallet, @kind, @contact) ON CONFLICT DO NOTHING
            """)
            .Set("@business", business.ToString()).Set("@wallet", wallet).Set("@kind", kind.ToString())
            .Set("@contact", kind is AccountKind.Available or AccountKind.Pending or AccountKind.Reserved ? contact.ToString() : null)) ?? 0;

    private MemberAccounts ReadAccounts(BusinessId business, ContactId contact, string wallet)
    {
        using var reader = scope.Command("""
            SELECT id, kind FROM point_accounts WHERE contact_id = @contact AND wallet = @wallet
            UNION ALL SELECT id, kind FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND contact_id IS NULL
            """).Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@wallet", wallet).ExecuteReader();
        Span<long> ids = stackalloc long[7];
        while (reader.Read()) ids[(int)Enum.Parse<AccountKind>(reader.GetString(1))] = reader.GetInt64(0);
        return new(ids[0], ids[1], ids[2], ids[3], ids[4], ids[5], ids[6]);
    }

    /// <summary>Takes points from an account if it has them: the guard is in the statement, so two tills cannot both spend the last ones.</summary>
    public bool TryDebit(long account, long points) =>
        scope.Command("UPDATE point_accounts SET balance_points = balance_points - @points WHERE id = @id AND balance_points >= @points")
            .Set("@id", account).Set("@points", points).ExecuteNonQuery() == 1;

    /// <summary>Changes the balance of an account of the business itself, when the work ends: each posting of a work changes one.</summary>
    public void AddToHouse(long account, long points) =>
        scope.AddAtEnd("UPDATE point_accounts SET balance_points = balance_points + @by WHERE id = @id", account, points);

    /// <summary>Changes a member's balance whatever it is; only for credits and for returns.</summary>
    /// <returns>The new balance.</returns>
    public long Add(long account, long points) =>
        (long)scope.Command("UPDATE point_accounts SET balance_points = balance_points + @points WHERE id = @id RETURNING balance_points")
            .Set("@id", account).Set("@points", points).ExecuteScalar()!;

    public long Balance(long account) =>
        (long)scope.Command("SELECT balance_points FROM point_accounts WHERE id = @id").Set("@id", account).ExecuteScalar()!;

    /// <returns>The new transfer's id.</returns>
    public long Insert(TransferRow row) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO transfers (business_id, debit_account_id, credit_account_id, amount_points, reason, cause, reference, rule, rule_version,
              shop_id, purchase_id, hold_id, reverses_id, note, posted_at)
            VALUES (@business, @debit, @credit, @points, @reason, @cause, @reference, @rule, @version, @shop, @purchase, @hold, @reverses, @note, @at)
            """)
            .Set("@business", row.Business.ToString()).Set("@debit", row.Debit).Set("@credit", row.Credit).Set("@points", row.AmountPoints)
            .Set("@reason", row.Reason.ToString()).Set("@cause", row.Cause).Set("@reference", row.Reference).Set("@rule", row.Rule)
            .Set("@version", row.RuleVersion).Set("@shop", row.Shop?.ToString()).Set("@purchase", row.PurchaseId?.ToString()).Set("@hold", row.HoldId)
            .Set("@reverses", row.ReversesId).Set("@note", row.Note).Set("@at", row.At))!.Value;

    /// <returns>The new batch's id.</returns>
    public long Insert(BatchRow row) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO batches (business_id, account_id, transfer_id, origin_id, granted_points, remaining_points, issued_at, unlocks_at, expires_at)
            VALUES (@business, @account, @transfer, @origin, @granted, @remaining, @issued, @unlocks, @expires)
            """)
            .Set("@business", row.Business.ToString()).Set("@account", row.Account).Set("@transfer", row.Transfer).Set("@origin", row.From.OriginId)
            .Set("@granted", row.GrantedPoints).Set("@remaining", row.RemainingPoints).Set("@issued", row.From.IssuedAt)
            .Set("@unlocks", row.UnlocksAt).Set("@expires", row.From.ExpiresAt))!.Value;

    /// <summary>An account's batches in the order in which they are spent: the earliest expiry first, what never expires last.</summary>
    public ImmutableArray<OpenBatch> OpenBatches(long account) =>
        ReadBatches(scope.Command("""
            SELECT id, account_id, remaining_points, COALESCE(origin_id, transfer_id), issued_at, expires_at FROM batches
            WHERE account_id = @account AND remaining_points > 0 ORDER BY expires_at IS NULL, expires_at, id
            """).Set("@account", account));

    /// <summary>What is left of the points a transfer first gave, wherever they moved since.</summary>
    public ImmutableArray<OpenBatch> OpenBatchesOf(long transfer) =>
        ReadBatches(scope.Command("""
            SELECT id, account_id, remaining_points, COALESCE(origin_id, transfer_id), issued_at, expires_at FROM batches
            WHERE remaining_points > 0 AND (transfer_id = @transfer OR origin_id = @transfer) ORDER BY expires_at IS NULL, expires_at, id
            """).Set("@transfer", transfer));

    /// <summary>What is left of the points set aside for a hold.</summary>
    public ImmutableArray<OpenBatch> HeldBatches(long hold) =>
        ReadBatches(scope.Command("""
            SELECT b.id, b.account_id, b.remaining_points, COALESCE(b.origin_id, b.transfer_id), b.issued_at, b.expires_at
            FROM transfers t JOIN batches b ON b.transfer_id = t.id AND b.account_id = t.credit_account_id
            WHERE t.hold_id = @hold AND t.reason = 'Reservation' AND b.remaining_points > 0 ORDER BY b.expires_at IS NULL, b.expires_at, b.id
            """).Set("@hold", hold));

    /// <summary>What a debit took, batch by batch.</summary>
    public ImmutableArray<(long Points, Provenance From)> Consumed(long transfer)
    {
        var consumed = ImmutableArray.CreateBuilder<(long, Provenance)>();
        using var reader = scope.Command("""
            SELECT a.points, COALESCE(b.origin_id, b.transfer_id), b.issued_at, b.expires_at FROM batch_allocations a JOIN batches b ON b.id = a.batch_id
            WHERE a.transfer_id = @transfer ORDER BY b.expires_at IS NULL, b.expires_at, b.id
            """).Set("@transfer", transfer).ExecuteReader();
        while (reader.Read()) consumed.Add((reader.GetInt64(0), new(reader.GetInt64(1), reader.InstantAt(2), reader.InstantOrNullAt(3))));
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
        while (reader.Read()) batches.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), new(reader.GetInt64(3), reader.InstantAt(4), reader.InstantOrNullAt(5))));
        return batches.ToImmutable();
    }
}
