using EngageBot.Dialogs.Values;

namespace EngageBot.Conversations.Actions;

/// <summary>Keeps a child's birthday; the dialog has asked for the consent before, and what it asked is kept.</summary>
[DialogAction("child.add", Repeatable = true, Errors = ["too_many"])]
internal sealed class AddChildBirthday(ConsentWording wording) : IDialogAction<AddChildBirthday.Input, Nothing>
{
    /// <param name="Wording">The question, as <c>dialog/text</c>.</param>
    public sealed record Input([DialogType(TypeKind.DayMonth)] string Day, string Wording);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) => new(ChildBirthdays.Add(context.Scope, new()
    {
        BusinessId = context.BusinessId, ContactId = context.ContactId, Birthday = input.Day, Wording = wording.Of(input.Wording, context.Manner), Language = context.Language, ToldAt = context.Now,
    }) ? Nothing.Done : new ActionResult<Nothing>.Failed("too_many"));
}

/// <summary>Deletes every child's birthday the customer told.</summary>
[DialogAction("child.forget", Repeatable = true)]
internal sealed class ForgetChildBirthdays : IDialogAction<ForgetChildBirthdays.Input, Nothing>
{
    public sealed record Input;

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        ChildBirthdays.Forget(context.Scope, context.ContactId);
        return new(Nothing.Done);
    }
}
