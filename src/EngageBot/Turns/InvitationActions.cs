using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Turns;

/// <summary>Says who invites to what, before anybody agrees to it.</summary>
[DialogAction("staff.look", Repeatable = true, Errors = ["gone"])]
internal sealed class LookAtInvitation : IDialogAction<LookAtInvitation.Input, LookAtInvitation.Output>
{
    /// <param name="Link">As the event <c>staff.invited</c> gave it.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Link);

    /// <param name="By">Who made the link, if a person did.</param>
    /// <param name="Shops">Their names; absent for every shop.</param>
    public sealed record Output(
        string Name, string Business, string? By, string? Shops,
        [DialogType(TypeKind.Choice, Members = ["owner", "marketer", "manager", "cashier", "viewer"])] string Role);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) =>
        new(StaffInvitations.Look(context.Scope, Convert.FromHexString(input.Link), context.Now) switch
        {
            LinkLook.Open open => new ActionResult<Output>.Done(new(
                open.Member.Name, open.BusinessName, open.By, open.Shops.IsEmpty ? null : string.Join(", ", open.Shops), open.Member.Role.Word())),
            LinkLook.Gone => new ActionResult<Output>.Failed("gone"),
            _ => throw new UnreachableException(),
        });
}

/// <summary>Makes the person in this chat one of the staff.</summary>
[DialogAction("staff.accept", Errors = ["gone", "already_staff"])]
internal sealed class AcceptInvitation : IDialogAction<AcceptInvitation.Input, AcceptInvitation.Output>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Link);

    /// <param name="Till">They may work at the till in this chat.</param>
    public sealed record Output(bool Till);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) =>
        new(StaffInvitations.Accept(context.Scope, Convert.FromHexString(input.Link), context.ChatId, context.Now) switch
        {
            AcceptOutcome.Accepted accepted => new ActionResult<Output>.Done(new(RoleBook.Default.Of(accepted.Member.Role, RoleRules.At(context.Scope, accepted.Member.BusinessId, context.Now)).Contains(Permission.LookUpMember))),
            AcceptOutcome.AlreadyStaff => new ActionResult<Output>.Failed("already_staff"),
            AcceptOutcome.Gone => new ActionResult<Output>.Failed("gone"),
            _ => throw new UnreachableException(),
        });
}
