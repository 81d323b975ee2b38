using System.Collections.Immutable;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;

namespace EngageBot.Turns;

/// <summary>What happens in the business as dialogs see it: they may start on it (<c>starts.event</c>) or wait for it (<c>events</c>).</summary>
internal static class BusinessEvents
{
    /// <summary>A purchase of the customer was recorded.</summary>
    public const string PurchaseRecorded = "purchase.recorded";

    /// <summary>A manager answered in this chat; dialogs hear of it once they have the word again.</summary>
    public const string StaffReplied = "staff.replied";

    /// <summary>What the checker knows of them.</summary>
    public static ImmutableArray<EventSchema> Schemas { get; } =
    [
        Schema(ConsentEvent.Name, ("granted", new(TypeKind.Bool)), ("purpose", new(TypeKind.Choice) { Members = [.. ConsentEvent.Purposes] })),
        Schema(PurchaseRecorded, ("id", new(TypeKind.Ref)), ("pending", new(TypeKind.Bool)), ("points", new(TypeKind.Int))),
        Schema(StaffReplied, ("name", new(TypeKind.Text)), ("words", new(TypeKind.Text))),
    ];

    /// <summary>The id is the occasion: the same purchase starts nothing twice.</summary>
    public static ChatEvent Of(InboundContent.Purchased purchase) => Happened(
        PurchaseRecorded, ("id", new Value.Text(purchase.PurchaseId.ToString())), ("points", new Value.Int(purchase.Points)), ("pending", new Value.Bool(purchase.Pending)));

    public static ChatEvent Of(InboundContent.StaffReplied reply) => Happened(
        StaffReplied, ("name", new Value.Text(reply.StaffName)), ("words", new Value.Text(reply.Words)));

    private static ChatEvent.Happened Happened(string name, params ReadOnlySpan<(string Name, Value Value)> data)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (field, value) in data) fields.Add(field, value);
        return new ChatEvent.Happened(name, new Value.Record(fields.ToImmutable()));
    }

    private static EventSchema Schema(string name, params ReadOnlySpan<(string Name, DialogType Type)> data)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, DialogType>(StringComparer.Ordinal);
        foreach (var (field, type) in data) fields.Add(field, type);
        return new EventSchema(name, fields.ToImmutable());
    }
}
