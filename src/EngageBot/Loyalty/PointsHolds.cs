using System.Diagnostics;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Sets points aside and ends that: they are spent, given back, or come back by themselves when their time is over.</summary>
/// <remarks>What is set aside neither expires nor goes to somebody else, so what a customer was shown at the till is what happens, even if
/// the day ends between the two.</remarks>
internal sealed class PointsHolds(WriteScope scope)
{
    private readonly LedgerRows _rows = new(scope);
    private readonly PointsLedger _ledger = new(scope);

    /// <summary>How long points may be set aside.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromDays(31);

    /// <summary>Takes points out of the balance without spending them, those that expire first before the others.</summary>
    public ReserveOutcome Reserve(Reservation wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(wanted.AmountPoints);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wanted.HeldUntil, wanted.At);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted.HeldUntil, wanted.At + Longest);
        PointsLedger.Lock(scope, wanted.Business);
        if (HoldRows.Find(scope, wanted.Business, wanted.Reference) is { } known) return new ReserveOutcome.AlreadyReserved(known);
        _ledger.Settle(wanted.Business, wanted.Contact, wanted.At);
        var accounts = _rows.Accounts(wanted.Business, wanted.Contact, wanted.Wallet);
        if (!_rows.TryDebit(accounts.Available, wanted.AmountPoints)) return new ReserveOutcome.InsufficientPoints(_rows.Balance(accounts.Available));
        var reserved = _rows.Reserved(accounts, wanted.Business, wanted.Contact, wanted.Wallet);
        _rows.Add(reserved, wanted.AmountPoints);
        var hold = HoldRows.Insert(scope, wanted);
        var transfer = _rows.Insert(new TransferRow(
            wanted.Business, accounts.Available, reserved, wanted.AmountPoints, TransferReason.Reservation, $"hold:{hold}", wanted.At)
        {
            Cause = wanted.Cause, Shop = wanted.Shop, HoldId = hold, Note = wanted.Note,
        });
        foreach (var (batch, points) in _ledger.ConsumeAll(_rows.OpenBatches(accounts.Available), transfer, wanted.AmountPoints))
            _rows.Insert(new BatchRow(wanted.Business, reserved, transfer, points, points, batch.From) { UnlocksAt = wanted.HeldUntil });
        return new ReserveOutcome.Reserved(hold);
    }

    /// <summary>Spends what is set aside, in whole or in part; the rest comes back.</summary>
    public HoldOutcome Complete(Completion completion)
    {
        PointsLedger.Lock(scope, completion.Business);
        if (HoldRows.Find(scope, completion.Business, completion.HoldId) is not { } hold) return new HoldOutcome.Unknown();
        var points = completion.Points ?? hold.Points;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(points);
        if (points > hold.Points) return new HoldOutcome.TooMany(hold.Points);
        if (hold.State is HoldState.Completed && hold.SpentPoints == points) return new HoldOutcome.Completed(_rows.Find(hold.BusinessId, Spent(hold))!.Value.Id, points);
        if (hold.State is not HoldState.Open) return new HoldOutcome.Ended(hold.State, hold.SpentPoints);
        if (hold.HeldUntil <= completion.At) return Lapse(hold);
        var accounts = _rows.Accounts(hold.BusinessId, hold.ContactId, hold.Wallet);
        if (!_rows.TryDebit(accounts.Reserved, points)) throw new UnreachableException("An open hold had fewer points than it says.");
        _rows.AddToHouse(accounts.Redeemed, points);
        var transfer = _rows.Insert(new TransferRow(hold.BusinessId, accounts.Reserved, accounts.Redeemed, points, TransferReason.Redemption, Spent(hold), completion.At)
        {
            Cause = hold.Cause, Shop = completion.Shop ?? hold.ShopId, PurchaseId = completion.PurchaseId, HoldId = hold.Id, Note = completion.Note ?? hold.Note,
        });
        _ledger.ConsumeAll(_rows.HeldBatches(hold.Id), transfer, points);
        HoldRows.End(scope, hold.Id, HoldState.Completed, points, completion.At);
        Release(hold, hold.Points - points, completion.At);
        _ledger.Settle(hold.BusinessId, hold.ContactId, completion.At);    // what ran out while it was set aside is gone at once
        return new HoldOutcome.Completed(transfer, points);
    }

    /// <summary>Gives back what is set aside.</summary>
    public HoldOutcome Cancel(BusinessId business, long holdId, DateTimeOffset at)
    {
        PointsLedger.Lock(scope, business);
        if (HoldRows.Find(scope, business, holdId) is not { } hold) return new HoldOutcome.Unknown();
        if (hold.State is HoldState.Cancelled) return new HoldOutcome.Cancelled(hold.Points);
        if (hold.State is not HoldState.Open) return new HoldOutcome.Ended(hold.State, hold.SpentPoints);
        if (hold.HeldUntil <= at) return Lapse(hold);
        HoldRows.End(scope, hold.Id, HoldState.Cancelled, 0, at);
        Release(hold, hold.Points, at);
        _ledger.Settle(hold.BusinessId, hold.ContactId, at);
        return new HoldOutcome.Cancelled(hold.Points);
    }

    /// <summary>Gives back what was set aside for longer than it was promised; the transfer bears the moment that was over.</summary>
    /// <remarks>The caller holds <see cref="PointsLedger.Lock"/>.</remarks>
    /// <returns><see langword="false"/> if it has ended already.</returns>
    public bool Lapse(BusinessId business, long holdId)
    {
        if (HoldRows.Find(scope, business, holdId) is not { State: HoldState.Open } hold) return false;
        Lapse(hold);
        return true;
    }

    private HoldOutcome.Ended Lapse(Hold hold)
    {
        HoldRows.End(scope, hold.Id, HoldState.Lapsed, 0, hold.HeldUntil);
        Release(hold, hold.Points, hold.HeldUntil);
        return new(HoldState.Lapsed, 0);
    }

    private void Release(Hold hold, long points, DateTimeOffset at)
    {
        if (points == 0) return;
        var accounts = _rows.Accounts(hold.BusinessId, hold.ContactId, hold.Wallet);
        if (!_rows.TryDebit(accounts.Reserved, points)) throw new UnreachableException("An open hold had fewer points than it says.");
        var balance = _rows.Add(accounts.Available, points);
        var transfer = _rows.Insert(new TransferRow(hold.BusinessId, accounts.Reserved, accounts.Available, points, TransferReason.Release, $"hold:{hold.Id}:released", at)
        {
            Cause = hold.Cause, Shop = hold.ShopId, HoldId = hold.Id,
        });
        var parts = _ledger.ConsumeAll(_rows.HeldBatches(hold.Id), transfer, points);
        _ledger.ReceiveAll(hold.BusinessId, accounts.Available, transfer, balance, parts.ConvertAll(part => (part.Points, part.Batch.From)));
    }

    private static string Spent(Hold hold) => $"hold:{hold.Id}:spent";
}
