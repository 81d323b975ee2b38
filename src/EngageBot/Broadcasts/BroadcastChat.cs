using System.Globalization;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Broadcasts;

/// <summary>What the actions of broadcasts in chat have in common.</summary>
internal static class BroadcastChat
{
    /// <summary>The segment that has everybody, as a chat offers it.</summary>
    public const string EverybodyKey = "everybody";

    /// <summary>Which broadcast.</summary>
    public sealed record Which([DialogType(TypeKind.Ref)] string Broadcast);

    public static bool IdOf(string? text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    /// <summary>One of this business's, by what a dialog holds.</summary>
    public static Broadcast? Find(ActionContext context, string? id) => IdOf(id, out var number) ? BroadcastRows.Find(context.Scope, context.BusinessId, number) : null;

    /// <summary>Whoever of the staff talks here, if they may do one of these.</summary>
    public static Actor.Staff? ActorOf(ActionContext context, params ReadOnlySpan<Permission> any)
    {
        if (StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is not { } actor) return null;
        foreach (var permission in any)
            if (actor.May(permission)) return actor;
        return null;
    }

    /// <summary>A broadcast as it would be written again.</summary>
    public static BroadcastDraft DraftOf(Broadcast broadcast, BroadcastContent content) => new(broadcast.Name, broadcast.Purpose, content, broadcast.Audience)
    {
        HoldoutPercent = broadcast.HoldoutPercent, Reward = broadcast.Reward, LastsHours = broadcast.LastsHours,
    };
}
