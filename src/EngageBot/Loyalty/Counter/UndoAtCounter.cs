using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Till;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Loyalty.Counter;

/// <summary>Settings <c>Counter:*</c>: cashiers in chat.</summary>
internal sealed class CounterSettings
{
    public const string Section = "Counter";

    /// <summary>For how many minutes a cashier can take back what they did last.</summary>
    [Range(1, 1440)] public int UndoMinutes { get; set; } = 10;
}

/// <summary>Takes back what the cashier did last: a purchase returns as a whole, points and vouchers that were taken come back. Nothing is erased.</summary>
[DialogAction("till.undo")]
internal sealed class UndoAtCounter(RecordReturn returns, Redemptions redemptions, IOptions<CounterSettings> settings) : IDialogAction<UndoAtCounter.Input, CounterAnswer>
{
    /// <param name="Member">Who stands at the counter now; their points are told again afterwards.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string? Shop, [DialogType(TypeKind.Ref)] string Member);

    public async ValueTask<ActionResult<CounterAnswer>> RunAsync(Input input, ActionContext context)
    {
        var (scope, now) = (context.Scope, context.Now);
        ActionResult<CounterAnswer> No(string why) => new ActionResult<CounterAnswer>.Done(CounterAnswer.No(why, scope, input.Member, context.Language, now));
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        if (visit is null) return No(why!);
        PointsLedger.Lock(scope, visit.Business);
        var newest = CounterDeeds.Newest(scope, visit.Actor, visit.Business);
        var deed = new Deed(Permission.UndoAtTill, visit.Business, newest?.ShopId ?? visit.Shop, newest?.ContactId);
        if (Refusals.Check(scope, visit.Actor, deed, now) is { } denial) return No(CounterWhy.Of(denial));
        if (newest is null) return No(CounterWhy.NothingToUndo);
        if (newest.DoneAt + TimeSpan.FromMinutes(settings.Value.UndoMinutes) <= now) return Refuse(CounterWhy.TooLate);
        var undone = newest.Kind switch
        {
            CounterDeedKind.Purchase => await ReturnAllAsync(newest, visit, scope, now),
            CounterDeedKind.Redemption => await GiveBackAsync(newest, visit, scope, now),
            _ => null,    // what came back and went out again is another sale
        };
        if (undone is not { } changes) return Refuse(CounterWhy.NotUndoable);
        CounterDeeds.MarkUndone(scope, newest.Id, now);
        Audit.Write(scope, visit.Business, visit.Actor, "till.undone", newest.RedemptionId is { } redemption ? $"redemption:{redemption}" : $"receipt:{newest.Receipt}", null, null, now);
        return new ActionResult<CounterAnswer>.Done(CounterAnswer.Done(scope, input.Member, context.Language, now, changes, newest.Receipt));

        ActionResult<CounterAnswer> Refuse(string code)
        {
            Refusals.Write(scope, visit.Actor, deed, code, newest.Receipt, now);
            return No(code);
        }
    }

    /// <summary>All of the purchase that has not come back comes back, with everything it set in motion.</summary>
    private async ValueTask<ImmutableArray<WalletSum>?> ReturnAllAsync(CounterDeed deed, CounterVisit visit, WriteScope scope, DateTimeOffset now)
    {
        RowSource rows = scope;
        var (left, currency) = rows.Query(
            """
            SELECT p.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0), p.currency
            FROM purchases p WHERE p.shop_id = @shop AND p.receipt = @receipt
            """,
            command => command.Set("@shop", deed.ShopId.ToString()).Set("@receipt", deed.Receipt), row => row.Read() ? (row.GetInt64(0), row.GetString(1)) : (0, ""));
        if (left == 0) return null;
        return await returns.RecordAsync(scope, visit.Actor, new(visit.Business, deed.ShopId, deed.Receipt, $"undo:{deed.Receipt}", left, currency, now), now)
            is ReturnOutcome.Recorded recorded ? [.. recorded.Taken.Select(taken => new WalletSum(taken.Key, taken.Value))] : null;
    }

    private async ValueTask<ImmutableArray<WalletSum>?> GiveBackAsync(CounterDeed deed, CounterVisit visit, WriteScope scope, DateTimeOffset now) =>
        deed.RedemptionId is { } id && await redemptions.UndoAsync(scope, visit.Actor, deed.ShopId, id.Value, now) is RedemptionOutcome.Undone undone
            ? [new(undone.Redemption.Wallet, undone.Redemption.Points)] : null;
}
