using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Tells the staff, in their own chats, what became of a broadcast; the words are in dialog files.</summary>
internal sealed class BroadcastNews(Inbox inbox)
{
    /// <summary>What dialogs hear when somebody's word is needed.</summary>
    public const string ApprovalEvent = "broadcast.approval";

    /// <summary>What dialogs hear when something became of a broadcast.</summary>
    public const string NewsEvent = "broadcast.news";

    /// <summary>Why a second person did not agree, at most so long.</summary>
    public const int ReasonMax = 500;

    public const string Approved = "approved";
    public const string Refused = "refused";
    public const string Finished = "finished";
    public const string Grown = "grown";
    public const string NoAudience = "no_audience";

    /// <summary>What may become of one.</summary>
    public static string[] Kinds { get; } = [Approved, Refused, Finished, Grown, NoAudience, "paused_errors", "paused_blocked", "paused_opt_outs"];

    /// <summary>Asks everybody who may approve it, but for whoever wants it.</summary>
    public async ValueTask AskForApprovalAsync(WriteScope scope, Broadcast broadcast, Actor asker, DateTimeOffset now)
    {
        foreach (var (chat, staff) in Chats(scope, broadcast.BusinessId, Permission.ApproveBroadcasts, now))
        {
            if ($"staff:{staff}" == asker.Name || $"staff:{staff}" == broadcast.CreatedBy) continue;
            await AddAsync(scope, chat, ApprovalEvent, $"{broadcast.Source}:approval:{now.ToUnixTimeMilliseconds()}", Occasions.Data(
                ("id", new Value.Text(Id(broadcast))), ("name", new Value.Text(broadcast.Name)), ("people", new Value.Int(broadcast.AudienceCount ?? 0)),
                ("author", new Value.Text(NameOf(scope, broadcast.CreatedBy)))));
        }
    }

    /// <summary>Tells whoever wrote it, and the owners.</summary>
    /// <param name="reason">In somebody's own words.</param>
    public async ValueTask TellAsync(WriteScope scope, Broadcast broadcast, string what, DateTimeOffset now, string? reason = null)
    {
        foreach (var (chat, staff) in Chats(scope, broadcast.BusinessId, Permission.SendBroadcasts, now))
        {
            if ($"staff:{staff}" != broadcast.CreatedBy && StaffRows.Find(scope, staff)?.Role is not Role.Owner) continue;
            await AddAsync(scope, chat, NewsEvent, $"{broadcast.Source}:{what}:{now.ToUnixTimeMilliseconds()}", Occasions.Data(
                ("id", new Value.Text(Id(broadcast))), ("name", new Value.Text(broadcast.Name)), ("what", new Value.Text(what)),
                ("settled", new Value.Int(broadcast.Settled)), ("people", new Value.Int(broadcast.AudienceCount ?? 0)),
                ("reason", new Value.Text(reason ?? ""))));
        }
    }

    public static string Id(Broadcast broadcast) => broadcast.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <remarks>The broadcast is not the occasion: of one there is news more than once.</remarks>
    private ValueTask<bool> AddAsync(WriteScope scope, StaffChatRow chat, string name, string occasion, Value.Record data)
    {
        var told = data with { Fields = data.Fields.SetItem("occasion", new Value.Text(occasion)) };
        return inbox.AddAsync(scope, new(chat.Account, $"{occasion}:{chat.Id}", chat.Key, new InboundContent.Occurred(name, Dialogs.Engine.RecordJson.Write(told))));
    }

    /// <summary>The newest chat of each active person with that permission.</summary>
    private static List<(StaffChatRow Chat, StaffId Staff)> Chats(RowSource source, BusinessId business, Permission permission, DateTimeOffset now)
    {
        var own = RoleRules.At(source, business, now);
        return [.. source.Rows(
            """
            SELECT h.id, h.account_id, h.external_id, s.id, s.role FROM staff_members s JOIN staff_chats c ON c.staff_id = s.id JOIN chats h ON h.id = c.chat_id
            WHERE s.business_id = @business AND s.state = 'Active' AND h.unreachable_at IS NULL ORDER BY s.id, h.id DESC
            """,
            command => command.Set("@business", business.ToString()),
            row => (Chat: new StaffChatRow(row.GetInt64(0), row.GetInt64(1), row.GetString(2)), Staff: new StaffId(Guid.Parse(row.GetString(3))), Role: Enum.Parse<Role>(row.GetString(4))))
            .Where(row => RoleBook.Default.Of(row.Role, own).Contains(permission)).DistinctBy(row => row.Staff).Select(row => (row.Chat, row.Staff))];
    }

    private static string NameOf(RowSource source, string actor) =>
        actor.StartsWith("staff:", StringComparison.Ordinal) && Guid.TryParse(actor.AsSpan(6), out var id) && StaffRows.Find(source, new(id)) is { } member ? member.Name : actor;

    private sealed record StaffChatRow(long Id, long Account, string Key);
}
