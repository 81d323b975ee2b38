using EngageBot.Messaging;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Whoever does something in a case, and what the customer and colleagues call them.</summary>
internal sealed record CaseHand(Actor Who, string? Name)
{
    /// <summary>The customer, in their own chat.</summary>
    public static CaseHand Customer { get; } = new(new Actor.System("customer"), null);

    /// <summary>The program's own clocks.</summary>
    public static CaseHand Clock { get; } = new(new Actor.System("cases"), null);

    /// <summary>Whoever calls the API, the console or a command.</summary>
    public static CaseHand Of(RowSource source, Actor who) => new(who, who is Actor.Staff member ? StaffRows.Find(source, member.Id)?.Name : null);

    /// <summary>A member of the staff, as the rows have them.</summary>
    public static CaseHand? Of(RowSource source, StaffId id, DateTimeOffset now) => StaffRows.ActorOf(source, id, now) is { } actor ? Of(source, actor) : null;

    /// <summary>Somebody who writes in the staff chat. Who proved to be one of the staff acts with their own rights; the owner invited the others into that chat, and they
    /// act as the chat itself.</summary>
    public static CaseHand InStaffChat(WriteScope scope, ChannelAccount account, Sender from, DateTimeOffset now)
    {
        if (Chats.Find(scope, account.Id, from.ExternalId) is { } chat && StaffRows.ActorInChat(scope, chat.Id, now) is { } known) return Of(scope, known);
        return new(new Actor.System($"room:{from.ExternalId}"), from.Name);
    }

    /// <summary>The member of the staff behind an owner's name in a row.</summary>
    public static StaffId? StaffOf(string? owner) =>
        owner is not null && owner.StartsWith("staff:", StringComparison.Ordinal) && Guid.TryParse(owner.AsSpan(6), out var id) ? new StaffId(id) : null;
}
