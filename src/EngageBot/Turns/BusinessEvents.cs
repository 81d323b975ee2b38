using System.Collections.Immutable;
using EngageBot.Broadcasts;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Thanks;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Surveys;

namespace EngageBot.Turns;

/// <summary>What happens in the business as dialogs see it: they may start on it (<c>starts.event</c>) or wait for it (<c>events</c>).</summary>
internal static class BusinessEvents
{
    /// <summary>A manager answered in this chat; dialogs hear of it once they have the word again.</summary>
    public const string StaffReplied = "staff.replied";

    /// <summary>Somebody came by a link that makes them one of the staff.</summary>
    public const string StaffInvited = "staff.invited";

    private static readonly DialogType _gains = new(TypeKind.List)
    {
        Item = new(TypeKind.Record) { Fields = Fields(("wallet", new(TypeKind.Text)), ("points", new(TypeKind.Int)), ("pending", new(TypeKind.Bool))) },
    };

    /// <summary>What the checker knows of them.</summary>
    public static ImmutableArray<EventSchema> Schemas { get; } =
    [
        Schema(ConsentEvent.Name, ("granted", new(TypeKind.Bool)), ("purpose", new(TypeKind.Choice) { Members = [.. ConsentEvent.Purposes] })),
        Schema(Bonuses.Event, ("cause", new(TypeKind.Choice) { Members = [.. Bonuses.Causes] }), ("id", new(TypeKind.Ref)), ("name", new(TypeKind.Text)), ("points", new(TypeKind.Int))),
        Schema(BreakClock.Event),
        Schema(BroadcastNews.ApprovalEvent, ("author", new(TypeKind.Text)), ("id", new(TypeKind.Ref)), ("name", new(TypeKind.Text)), ("people", new(TypeKind.Int))),
        Schema(BroadcastNews.NewsEvent, ("id", new(TypeKind.Ref)), ("name", new(TypeKind.Text)), ("people", new(TypeKind.Int)), ("reason", new(TypeKind.Text)), ("settled", new(TypeKind.Int)),
            ("what", new(TypeKind.Choice) { Members = [.. BroadcastNews.Kinds] })),
        Schema(CaseEndedEvent.Name, ("id", new(TypeKind.Ref)), ("number", new(TypeKind.Int)), ("shop", new(TypeKind.Text, Optional: true)), ("staff", new(TypeKind.Text, Optional: true))),
        Schema(SurveyAgain.Event, ("shop", new(TypeKind.Text, Optional: true)), ("survey", new(TypeKind.Ref))),
        Schema(SilentDesk.Event, ("cause", new(TypeKind.Ref)), ("words", new(TypeKind.Text))),
        Schema(ChangeClock.Event, ("id", new(TypeKind.Ref)), ("said", new(TypeKind.Text)), ("words", new(TypeKind.Text))),
        Schema(CaseDesk.NewsEvent, ("ahead", new(TypeKind.Int, Optional: true)), ("case", new(TypeKind.Ref)), ("handler", new(TypeKind.Text)),
            ("last_answer", new(TypeKind.DateTime, Optional: true)), ("meanwhile", new(TypeKind.Text, Optional: true)), ("next", new(TypeKind.DateTime)), ("number", new(TypeKind.Int)), ("points", new(TypeKind.Int)),
            ("title", new(TypeKind.Text)), ("what", new(TypeKind.Choice) { Members = [.. CaseDesk.News] })),
        Schema(CaseDesk.ResolvedEvent, ("case", new(TypeKind.Ref)), ("handler", new(TypeKind.Text)), ("number", new(TypeKind.Int)), ("title", new(TypeKind.Text)),
            ("what", new(TypeKind.Choice) { Members = [.. CaseDesk.Ends] })),
        Schema(StandingChanges.LevelEvent, ("level", new(TypeKind.Ref)), ("multiplier_percent", new(TypeKind.Int)), ("programme", new(TypeKind.Ref))),
        Schema(StatusClock.Event, ("programme", new(TypeKind.Ref)), ("status", new(TypeKind.Ref)), ("until", new(TypeKind.Date))),
        Schema(StandingChanges.StatusEvent, ("programme", new(TypeKind.Ref)), ("status", new(TypeKind.Ref)), ("until", new(TypeKind.Date))),
        Schema(Callbacks.MissedEvent, ("id", new(TypeKind.Ref)), ("at", new(TypeKind.DateTime)), ("topic", new(TypeKind.Text))),
        Schema(PlayEvents.StoppedEvent, ("play", new(TypeKind.Text)), ("run", new(TypeKind.Ref)), ("why", new(TypeKind.Choice) { Members = ["purchase"] })),
        Schema(RaffleBook.LostEvent, ("id", new(TypeKind.Ref)), ("name", new(TypeKind.Text))),
        Schema(CoalitionNews.Event, ("gains", _gains), ("shop", new(TypeKind.Text))),
        Schema(RecordPurchase.Event, ("gains", _gains), ("id", new(TypeKind.Ref)), ("pending", new(TypeKind.Bool)), ("points", new(TypeKind.Int))),
        Schema(JoinMembership.Event, ("invited", new(TypeKind.Bool))),
        Schema(BearerInvitation.Event, ("card", new(TypeKind.Text))),
        Schema(ThanksBook.Event, ("signed_by", new(TypeKind.Text)), ("words", new(TypeKind.Text))),
        Schema(StaffInvited, ("link", new(TypeKind.Ref))),
        VoucherSchema(Vouchers.IssuedEvent),
        VoucherSchema(Vouchers.ExpiringEvent),
        Schema(StaffReplied, ("name", new(TypeKind.Text)), ("words", new(TypeKind.Text))),
    ];

    public static ChatEvent Of(InboundContent.Occurred occurred) => new ChatEvent.Happened(occurred.Event, RecordJson.Read(occurred.Data));

    public static ChatEvent Of(InboundContent.StaffReplied reply) => new ChatEvent.Happened(StaffReplied, Occasions.Data(
        ("name", new Value.Text(reply.StaffName)), ("words", new Value.Text(reply.Words))));

    /// <summary>A link for staff, opened or typed; what follows holds its hash, never the token.</summary>
    public static ChatEvent? OfLink(InboundContent content) =>
        LinkToken.TryRead(content switch { InboundContent.Opened opened => opened.Payload, InboundContent.Said said => said.Words, _ => null }, out var token)
            ? new ChatEvent.Happened(StaffInvited, Occasions.Data(("link", new Value.Text(Convert.ToHexString(LinkToken.HashOf(token))))))
            : null;

    private static EventSchema VoucherSchema(string name) => Schema(name,
        ("id", new(TypeKind.Ref)), ("title", new(TypeKind.Text)), ("about", new(TypeKind.Text)), ("why", new(TypeKind.Text)), ("code", new(TypeKind.Text)),
        ("until", new(TypeKind.Date)), ("purpose", new(TypeKind.Choice) { Members = ["none", "clear_stock", "near_expiry", "new_product"] }));

    private static EventSchema Schema(string name, params ReadOnlySpan<(string Name, DialogType Type)> data) => new(name, Fields(data));

    private static ImmutableSortedDictionary<string, DialogType> Fields(params ReadOnlySpan<(string Name, DialogType Type)> data)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, DialogType>(StringComparer.Ordinal);
        foreach (var (field, type) in data) fields.Add(field, type);
        return fields.ToImmutable();
    }
}
