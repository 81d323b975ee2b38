using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Values;

namespace EngageBot.Conversations.Actions;

/// <summary>The customer takes a break: no offers and no questions before that day, where they live.</summary>
[DialogAction("contact.pause", Repeatable = true)]
internal sealed class PauseOffers(BusinessDirectory businesses) : IDialogAction<PauseOffers.Input, Nothing>
{
    /// <summary>A break ends; who wants none at all says stop.</summary>
    private const int DaysMax = 730;

    public sealed record Input(DateOnly Until);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        var zone = Preferences.Of(context.Scope, context.ContactId)?.Zone is { } own ? TimeZoneInfo.FindSystemTimeZoneById(own) : businesses.Of(context.BusinessId).Zone;
        var today = LocalDays.DayOf(context.Now, zone);
        var until = input.Until <= today ? today.AddDays(1) : input.Until > today.AddDays(DaysMax) ? today.AddDays(DaysMax) : input.Until;
        Preferences.Pause(context.Scope, context.BusinessId, context.ContactId, LocalDays.StartOf(until, zone), context.Now);
        return new(Nothing.Done);
    }
}

/// <summary>The customer ends a break early.</summary>
[DialogAction("contact.resume", Repeatable = true)]
internal sealed class ResumeOffers : IDialogAction<Nothing, Nothing>
{
    public ValueTask<ActionResult<Nothing>> RunAsync(Nothing input, ActionContext context)
    {
        Preferences.Pause(context.Scope, context.BusinessId, context.ContactId, null, context.Now);
        return new(Nothing.Done);
    }
}

/// <summary>Sets the hours in which the customer wants no messages nobody asked for; left out: as the business does.</summary>
[DialogAction("contact.set_quiet", Repeatable = true)]
internal sealed class SetQuiet : IDialogAction<SetQuiet.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Time)] TimeOnly? From, [DialogType(TypeKind.Time)] TimeOnly? To);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        QuietHours? hours = input is { From: { } from, To: { } to } ? new((int)from.ToTimeSpan().TotalMinutes, (int)to.ToTimeSpan().TotalMinutes) : null;
        Preferences.Quiet(context.Scope, context.BusinessId, context.ContactId, hours, context.Now);
        return new(Nothing.Done);
    }
}

/// <summary>Sets where the customer wants to be written to.</summary>
[DialogAction("contact.set_channel", Repeatable = true)]
internal sealed class SetChannel : IDialogAction<SetChannel.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Choice, Members = ["any", "telegram", "whatsapp", "web", "phone", "sms", "email"])] string Channel);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        Preferences.Channel(context.Scope, context.BusinessId, context.ContactId, input.Channel == "any" ? null : input.Channel, context.Now);
        return new(Nothing.Done);
    }
}

/// <summary>Sets the zone whose time the customer lives by, from the name of a city.</summary>
[DialogAction("contact.set_zone", Repeatable = true, Errors = ["unknown"])]
internal sealed class SetZone : IDialogAction<SetZone.Input, Nothing>
{
    public sealed record Input(string Place);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        if (Places.ZoneOf(input.Place) is not { } zone) return new(new ActionResult<Nothing>.Failed("unknown"));
        Preferences.Zone(context.Scope, context.BusinessId, context.ContactId, zone, context.Now);
        return new(Nothing.Done);
    }
}

/// <summary>Switches one of the shop's topics off, or on again.</summary>
[DialogAction("contact.switch_topic", Repeatable = true)]
internal sealed class SwitchTopic : IDialogAction<SwitchTopic.Input, SwitchTopic.Output>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Topic);

    /// <param name="Wanted">It is on now.</param>
    /// <param name="Name">As the customer reads it.</param>
    public sealed record Output(bool Wanted, string Name);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        var topics = ContactPolicy.RulesOf(context.Scope, context.BusinessId, context.Now).Topics;
        var name = topics?.GetValueOrDefault(input.Topic) is { } words ? words.GetValueOrDefault(context.Language) ?? words["en"] : input.Topic;
        return new(new ActionResult<Output>.Done(new(Preferences.SwitchTopic(context.Scope, context.BusinessId, context.ContactId, input.Topic, context.Now), name)));
    }
}

/// <summary>How often the customer wants news.</summary>
[DialogAction("contact.set_digest", Repeatable = true)]
internal sealed class SetDigest : IDialogAction<SetDigest.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Choice, Members = ["week", "month", "never"])] string Every);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        Preferences.Digest(context.Scope, context.BusinessId, context.ContactId, input.Every, context.Now);
        return new(Nothing.Done);
    }
}
