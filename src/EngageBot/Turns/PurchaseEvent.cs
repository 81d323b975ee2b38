using System.Collections.Immutable;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;

namespace EngageBot.Turns;

/// <summary>A recorded purchase as dialogs see it: the event <c>purchase.recorded</c>, which starts the dialog that says thanks.</summary>
internal static class PurchaseEvent
{
    public const string Name = "purchase.recorded";

    /// <summary>The dialog it starts.</summary>
    public const string Dialog = "purchase";

    /// <summary>What the checker knows of it.</summary>
    public static EventSchema Schema { get; } = new(Name, new Dictionary<string, DialogType>
    {
        ["points"] = new(TypeKind.Int),
        ["pending"] = new(TypeKind.Bool),
    }.ToImmutableSortedDictionary());

    /// <summary>The dialog's slots <c>points</c> and <c>pending</c>.</summary>
    public static Value.Record Data(InboundContent.Purchased purchase) => new(new Dictionary<string, Value>
    {
        ["points"] = new Value.Int(purchase.Points),
        ["pending"] = new Value.Bool(purchase.Pending),
    }.ToImmutableSortedDictionary());
}
