using System.Diagnostics;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>The only thing that moves points. Every movement is a transfer between two accounts inside the caller's work.</summary>
/// <remarks>
/// A member's usable balance always equals what is left in their batches, less what returns left owing; of the two, one is zero.
/// What comes in pays what is owing first. <see cref="LedgerVerify"/> proves all of it from the transfers.
/// </remarks>
internal sealed class PointsLedger(WriteScope scope)
{
    private readonly LedgerRows _rows = new(scope);

    /// <summary>One business's points are moved by one transaction at a time: every posting changes an account of the business itself anyway.</summary>
    /// <remarks>Taken before whatever is read to decide on a posting. Whoever moves points of several members takes nothing else afterwards
    /// that a single posting holds, so that nobody waits in a circle.</remarks>
    public static void Lock(WriteScope scope, BusinessId business) => scope.Lock($"ledger:{business}");

    /// <summary>Gives points, usable at once or pending.</summary>
    public PostOutcome Post(Posting posting)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(posting.AmountPoints);
        Lock(scope, posting.Business);
        if (_rows.Find(posting.Business, posting.Reference) is { } known) return new PostOutcome.AlreadyPosted(known.Id, known.AmountPoints);
        Settle(posting.Business, posting.Contact, posting.At);    // so that what pays a debt does not depend on when the clock last swept
        var accounts = _rows.Accounts(posting.Business, posting.Contact, posting.Wallet);
        var pending = posting.UnlocksAt is not null;
        var account = pending ? accounts.Pending : accounts.Available;
        var balance = _rows.Add(account, posting.AmountPoints);
        _rows.AddToHouse(accounts.Issued, -posting.AmountPoints);
        var transfer = _rows.Insert(new TransferRow(posting.Business, accounts.Issued, account, posting.AmountPoints, posting.Reason, posting.Reference, posting.At)
        {
            Cause = posting.Cause, Rule = posting.Rule, RuleVersion = posting.RuleVersion, Shop = posting.Shop, PurchaseId = posting.PurchaseId, Note = posting.Note,
        });
        var from = new Provenance(null, posting.At, posting.ExpiresAt);
        if (pending) _rows.Insert(new BatchRow(posting.Business, account, transfer, posting.AmountPoints, posting.AmountPoints, from) { UnlocksAt = posting.UnlocksAt });
        else ReceiveAll(posting.Business, account, transfer, balance, [(posting.AmountPoints, from)]);
        if (posting.Reason is TransferReason.Purchase) EarnedDays.Add(scope, posting.Business, accounts.Available, posting.At, posting.AmountPoints);
        return new PostOutcome.Posted(transfer);
    }

    /// <summary>Spends points, gives them to a cause or takes them off, those that expire first before the others.</summary>
    public PostOutcome Redeem(Spending spending)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spending.AmountPoints);
        Lock(scope, spending.Business);
        if (_rows.Find(spending.Business, spending.Reference) is { } known) return new PostOutcome.AlreadyPosted(known.Id, known.AmountPoints);
        Settle(spending.Business, spending.Contact, spending.At);    // what ran out a second ago cannot be spent, swept or not
        var accounts = _rows.Accounts(spending.Business, spending.Contact, spending.Wallet);
        if (!_rows.TryDebit(accounts.Available, spending.AmountPoints)) return new PostOutcome.InsufficientPoints(_rows.Balance(accounts.Available));
        var sink = spending.Reason switch
        {
            TransferReason.Redemption => accounts.Redeemed,
            TransferReason.Donation => _rows.Donated(accounts, spending.Business, spending.Contact, spending.Wallet),
            TransferReason.Adjustment => accounts.Issued,
            _ => throw new ArgumentOutOfRangeException(nameof(spending), spending.Reason, "A member's points are spent, given away or adjusted."),
        };
        _rows.AddToHouse(sink, spending.AmountPoints);
        var transfer = _rows.Insert(new TransferRow(spending.Business, accounts.Available, sink, spending.AmountPoints, spending.Reason, spending.Reference, spending.At)
        {
            Cause = spending.Cause, Shop = spending.Shop, PurchaseId = spending.PurchaseId, Note = spending.Note,
        });
        ConsumeAll(_rows.OpenBatches(accounts.Available), transfer, spending.AmountPoints);
        return new PostOutcome.Posted(transfer);
    }

    /// <summary>Takes back what a transfer gave: first what is left of it, then the member's other points; the rest is owed.</summary>
    public PostOutcome TakeBack(Recall recall)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(recall.AmountPoints);
        Lock(scope, recall.Business);
        if (_rows.Find(recall.Business, recall.Reference) is { } known) return new PostOutcome.AlreadyPosted(known.Id, known.AmountPoints);
        Settle(recall.Business, recall.Contact, recall.At);
        var gift = _rows.Gift(recall.TransferId);
        var accounts = _rows.Accounts(recall.Business, recall.Contact, gift.Wallet);
        if (gift.Reason is TransferReason.Purchase) EarnedDays.Add(scope, recall.Business, accounts.Available, gift.At, -recall.AmountPoints);
        var own = _rows.OpenBatchesOf(recall.TransferId);
        var pending = own.Where(b => b.AccountId == accounts.Pending).ToList();
        var fromPending = Math.Min(recall.AmountPoints, pending.Sum(b => b.RemainingPoints));
        var first = 0L;
        if (fromPending > 0)
        {
            if (!_rows.TryDebit(accounts.Pending, fromPending)) throw new UnreachableException("Pending points were fewer than their batches.");
            _rows.AddToHouse(accounts.Issued, fromPending);
            first = _rows.Insert(RowOf(recall, accounts.Pending, accounts.Issued, fromPending, recall.Reference));
            Consume(pending, first, fromPending);
        }
        var fromAvailable = recall.AmountPoints - fromPending;
        if (fromAvailable == 0) return new PostOutcome.Posted(first);
        _rows.Add(accounts.Available, -fromAvailable);
        _rows.AddToHouse(accounts.Issued, fromAvailable);
        var second = _rows.Insert(RowOf(recall, accounts.Available, accounts.Issued, fromAvailable, first == 0 ? recall.Reference : recall.Reference + ":rest"));
        var usable = own.Where(b => b.AccountId == accounts.Available).ToList();
        Consume(usable.Concat(_rows.OpenBatches(accounts.Available).Where(b => usable.All(u => u.Id != b.Id))), second, fromAvailable);
        return new PostOutcome.Posted(first == 0 ? second : first);
    }

    /// <summary>Takes back a transfer as a whole: points given are recalled, points spent come back with the expiry they had.</summary>
    /// <remarks>Once only for a transfer. What a return took back already, or expired since, is not taken a second time.</remarks>
    public PostOutcome Reverse(BusinessId business, long transferId, string note, DateTimeOffset at)
    {
        Lock(scope, business);
        var reference = $"reverse:{transferId}";
        if (_rows.Find(business, reference) is { } known) return new PostOutcome.AlreadyPosted(known.Id, known.AmountPoints);
        if (LedgerOriginals.Read(scope, business, transferId) is not { } original) return new PostOutcome.NotReversible();
        return original.Reason switch
        {
            TransferReason.Purchase or TransferReason.Import or TransferReason.Adjustment or TransferReason.Welcome or TransferReason.Bonus when original.Gave => original.OpenPoints == 0
                ? new PostOutcome.NotReversible()
                : TakeBack(new(business, original.Contact, transferId, original.OpenPoints, TransferReason.Reversal, reference, at)
                {
                    PurchaseId = original.PurchaseId, Note = note,
                }),
            TransferReason.Redemption or TransferReason.Donation or TransferReason.Adjustment => GiveBack(business, original, reference, note, at),
            _ => new PostOutcome.NotReversible(),
        };
    }

    /// <summary>Makes a pending batch usable, or gives back a hold that lapsed. The debt to time is exact: the transfer bears the moment it was due, whenever it is written.</summary>
    /// <remarks>The caller holds <see cref="Lock"/>.</remarks>
    /// <returns><see langword="false"/> if there is nothing left to unlock.</returns>
    public bool Unlock(long batchId)
    {
        if (DueBatch.Read(scope, batchId) is not { UnlocksAt: { } due } batch) return false;
        if (batch.Kind is AccountKind.Reserved) return new PointsHolds(scope).Lapse(batch.Business, batch.HoldId!.Value);
        var accounts = _rows.Accounts(batch.Business, batch.Contact, batch.Wallet);
        if (!_rows.TryDebit(accounts.Pending, batch.Points)) throw new UnreachableException("Pending points were fewer than their batches.");
        var balance = _rows.Add(accounts.Available, batch.Points);
        var transfer = _rows.Insert(new TransferRow(batch.Business, accounts.Pending, accounts.Available, batch.Points, TransferReason.Unlock, $"unlock:{batchId}", batch.At(due))
        {
            PurchaseId = batch.PurchaseId,
        });
        _rows.Take(batchId, transfer, batch.Points);
        ReceiveAll(batch.Business, accounts.Available, transfer, balance, [(batch.Points, batch.Batch.From)]);
        return true;
    }

    /// <summary>Lets what is left of a batch run out; what was spent of it stays spent, and what is set aside is not in it.</summary>
    /// <remarks>The caller holds <see cref="Lock"/>.</remarks>
    /// <returns><see langword="false"/> if nothing was left.</returns>
    public bool Expire(long batchId)
    {
        if (DueBatch.Read(scope, batchId) is not { Batch.From.ExpiresAt: { } due, Kind: not AccountKind.Reserved } batch) return false;
        var accounts = _rows.Accounts(batch.Business, batch.Contact, batch.Wallet);
        if (!_rows.TryDebit(batch.Batch.AccountId, batch.Points)) throw new UnreachableException("A balance was smaller than its batches.");
        _rows.AddToHouse(accounts.Expired, batch.Points);
        var transfer = _rows.Insert(new TransferRow(batch.Business, batch.Batch.AccountId, accounts.Expired, batch.Points, TransferReason.Expiry, $"expire:{batchId}", batch.At(due))
        {
            PurchaseId = batch.PurchaseId,
        });
        _rows.Take(batchId, transfer, batch.Points);
        return true;
    }

    /// <summary>Brings one member's points up to date: everything due is unlocked, given back or expired. The clock does the same for everybody.</summary>
    public void Settle(BusinessId business, ContactId contact, DateTimeOffset now)
    {
        Lock(scope, business);
        // Again, because what is unlocked late may already have run out.
        while (DueBatch.Of(scope, business, contact, now) is { Length: > 0 } due)
        {
            var moved = 0;
            foreach (var (batch, unlocks) in due)
                if (unlocks ? Unlock(batch) : Expire(batch)) moved++;    // a hold of several batches moves with its first
            if (moved == 0) throw new UnreachableException($"Batch {due[0].Id} of business {business} is due but cannot be settled.");
        }
    }

    private PostOutcome.Posted GiveBack(BusinessId business, LedgerOriginal original, string reference, string note, DateTimeOffset at)
    {
        var accounts = _rows.Accounts(business, original.Contact, original.Wallet);
        _rows.AddToHouse(original.CreditAccount, -original.AmountPoints);
        var balance = _rows.Add(accounts.Available, original.AmountPoints);
        var transfer = _rows.Insert(new TransferRow(business, original.CreditAccount, accounts.Available, original.AmountPoints, TransferReason.Reversal, reference, at)
        {
            PurchaseId = original.PurchaseId, ReversesId = original.Id, Note = note,
        });
        ReceiveAll(business, accounts.Available, transfer, balance, _rows.Consumed(original.Id));
        return new PostOutcome.Posted(transfer);
    }

    /// <summary>Puts into batches what a transfer brought to an account, paying first what is owing.</summary>
    /// <param name="balance">The account's, with all of it.</param>
    internal void ReceiveAll(BusinessId business, long account, long transfer, long balance, IReadOnlyList<(long Points, Provenance From)> parts)
    {
        var owed = Math.Max(0, parts.Sum(part => part.Points) - balance);
        foreach (var (points, from) in parts)
        {
            var paid = Math.Min(owed, points);
            var batch = _rows.Insert(new BatchRow(business, account, transfer, points, points - paid, from));
            if (paid > 0) PayWith(batch, account, paid);
            owed -= paid;
        }
    }

    private void PayWith(long batch, long account, long points)
    {
        foreach (var (debit, open) in _rows.Owing(account))
        {
            if (points == 0) return;
            var part = Math.Min(points, open);
            _rows.Allocate(batch, debit, part);
            points -= part;
        }
        if (points > 0) throw new UnreachableException("A balance below zero had no return behind it.");
    }

    /// <summary>Takes points out of batches, the first ones first; they hold as many.</summary>
    internal List<(OpenBatch Batch, long Points)> ConsumeAll(IEnumerable<OpenBatch> batches, long transfer, long points)
    {
        var parts = Consume(batches, transfer, points);
        return parts.Sum(part => part.Points) == points ? parts : throw new UnreachableException("A balance was larger than its batches.");
    }

    /// <returns>What each batch gave; together perhaps less than was asked for.</returns>
    private List<(OpenBatch Batch, long Points)> Consume(IEnumerable<OpenBatch> batches, long transfer, long points)
    {
        var parts = new List<(OpenBatch, long)>();
        foreach (var batch in batches)
        {
            if (points == 0) break;
            var part = Math.Min(points, batch.RemainingPoints);
            _rows.Take(batch.Id, transfer, part);
            parts.Add((batch, part));
            points -= part;
        }
        return parts;
    }

    private static TransferRow RowOf(Recall recall, long debit, long credit, long points, string reference) =>
        new(recall.Business, debit, credit, points, recall.Reason, reference, recall.At)
        {
            Cause = recall.Cause, Shop = recall.Shop, PurchaseId = recall.PurchaseId, ReversesId = recall.TransferId, Note = recall.Note,
        };
}
