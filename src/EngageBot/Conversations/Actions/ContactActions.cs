using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Conversations.Actions;

/// <summary>Stores what the customer wants to be called.</summary>
[DialogAction("contact.set_name", Repeatable = true)]
internal sealed class SetName : IDialogAction<SetName.Input, Nothing>
{
    public sealed record Input(string Name);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        People.Update(context, "UPDATE contacts SET name = @value WHERE id = @contact", input.Name.Trim());
        return new(Nothing.Done);
    }
}

/// <summary>Stores the language the customer chose.</summary>
[DialogAction("contact.set_language", Repeatable = true)]
internal sealed class SetLanguage : IDialogAction<SetLanguage.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Choice, Members = ["en", "ru", "sq"])] string Language);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        People.Update(context, "UPDATE contacts SET language = @value WHERE id = @contact", input.Language);
        return new(Nothing.Done);
    }
}

/// <summary>Stores how the customer wants to be addressed: «вы» or «ты», <c>ju</c> or <c>ti</c>.</summary>
[DialogAction("contact.set_tone", Repeatable = true)]
internal sealed class SetTone : IDialogAction<SetTone.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Choice, Members = [Tones.Formal, Tones.Informal])] string Tone);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        People.Update(context, "UPDATE contacts SET tone = @value WHERE id = @contact", input.Tone);
        return new(Nothing.Done);
    }
}

/// <summary>Stores the customer's birthday, day and month only.</summary>
[DialogAction("contact.set_birthday", Repeatable = true)]
internal sealed class SetBirthday : IDialogAction<SetBirthday.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.DayMonth)] string Day);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        // The same day said again is no change.
        context.Scope.Command("""
            UPDATE contacts SET birthday_set_at = CASE WHEN birthday = @value THEN birthday_set_at ELSE @now END, birthday = @value WHERE id = @contact
            """)
            .Set("@value", input.Day).Set("@now", context.Now).Set("@contact", context.ContactId.ToString()).ExecuteNonQuery();
        return new(Nothing.Done);
    }
}

/// <summary>Stores the number of the customer's own contact card, or links the chat to the member the shop already knows by it.</summary>
/// <remarks>Only a card the platform vouches for gets here: the slot type <c>contact</c> accepts nothing else.</remarks>
[DialogAction("contact.set_phone", Repeatable = true, Errors = ["invalid", "taken"])]
internal sealed class SetPhone : IDialogAction<SetPhone.Input, SetPhone.Output>
{
    public sealed record Input([DialogType(TypeKind.Contact)] string Phone);

    /// <param name="Member">The contact is a member now.</param>
    /// <param name="Found">The shop already knew the number.</param>
    public sealed record Output(bool Member, bool Found);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) => new(Run(input, context));

    private static ActionResult<Output> Run(Input input, ActionContext context)
    {
        if (PhoneNumber.Parse(input.Phone.StartsWith('+') ? input.Phone : $"+{input.Phone}", callingCode: null) is not { } phone) return new ActionResult<Output>.Failed("invalid");
        var known = People.ByPhone(context.Scope, context.BusinessId, phone);
        var joined = People.IsMember(context.Scope, context.ContactId);
        if (known is null || known == context.ContactId)
        {
            People.Update(context, "UPDATE contacts SET phone = @value WHERE id = @contact", phone);
            return new ActionResult<Output>.Done(new(joined, known is not null));
        }
        // Two people with points of their own are not merged by a tap: that is a person's decision.
        if (joined) return new ActionResult<Output>.Failed("taken");
        People.Merge(context.Scope, from: context.ContactId, into: known.Value);
        return new ActionResult<Output>.Done(new(People.IsMember(context.Scope, known.Value), true));
    }
}

/// <summary>Records a yes to one purpose with the words that were agreed to.</summary>
[DialogAction("consent.give", Repeatable = true)]
internal sealed class GiveConsent(ConsentWording wording) : IDialogAction<GiveConsent.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Choice, Members = ["membership", "marketing", "surveys"])] string Purpose, string Wording);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        People.Agree(context, input.Purpose, wording.Of(input.Wording, context.Manner));
        context.Raise(ConsentEvent.Of(input.Purpose, granted: true));
        return new(Nothing.Done);
    }
}

/// <summary>Records a no; service messages and the customer's own conversation go on.</summary>
[DialogAction("consent.withdraw", Repeatable = true)]
internal sealed class WithdrawConsent : IDialogAction<WithdrawConsent.Input, Nothing>
{
    /// <param name="Scope">To offers, to questions, to both, on every channel; <c>…_here</c> is the answer to a question on this one.</param>
    public sealed record Input([DialogType(TypeKind.Choice, Members = ["marketing", "surveys", "all", "marketing_here", "surveys_here"])] string Scope);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        var here = input.Scope.EndsWith("_here", StringComparison.Ordinal);
        string[] purposes = input.Scope == "all" ? ["marketing", "surveys"] : [here ? input.Scope[..^"_here".Length] : input.Scope];
        foreach (var purpose in purposes)
        {
            Stops.Apply(context.Scope, new(
                context.BusinessId, context.ContactId, purpose, here ? "dialog" : Stops.Stop, context.Account.Channel, Everywhere: !here, context.Language, context.InboxId), context.Now);
            context.Raise(ConsentEvent.Of(purpose, granted: false));
        }
        return new(Nothing.Done);
    }
}
