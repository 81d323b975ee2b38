using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;
using EngageBot.Plays;
using EngageBot.Storage;
using EngageBot.Surveys;

namespace EngageBot.Turns;

/// <summary>The words dialogs use of cases.</summary>
internal static class CaseWords
{
    public const string Gone = "gone";

    /// <summary>The case a dialog speaks of, by its id or by the number a customer types, if it is this contact's.</summary>
    public static Case? Own(ActionContext context, string id)
    {
        var of = Guid.TryParse(id, out var key) ? CaseRows.Find(context.Scope, context.BusinessId, new(key))
            : long.TryParse(id.TrimStart('#', '№'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? CaseRows.ByNumber(context.Scope, context.BusinessId, number)
            : null;
        return of?.ContactId == context.ContactId ? of : null;
    }

    public static ActionResult<T> GoneAs<T>() where T : notnull => new ActionResult<T>.Failed(Gone);
}

/// <summary>A case as a dialog tells of it.</summary>
/// <param name="Handler">Whose it is, where it is somebody's.</param>
/// <param name="Due">By when the customer hears of it.</param>
/// <param name="Back">When people are back, while nobody works.</param>
internal sealed record CaseStanding(
    [DialogType(TypeKind.Ref)] string Case, long Number, string Title,
    [DialogType(TypeKind.Choice, Members = ["open", "with_customer", "answered", "escalated", "resolved", "reopened", "closed"])] string State,
    string? Handler, DateTimeOffset? Due, DateTimeOffset? Back, long? Ahead = null, DateTimeOffset? Estimate = null, bool? Surveyed = null)
{
    public static ActionResult<CaseStanding> Of(CaseDesk desk, ActionContext context, Case of)
    {
        var opening = desk.Times(context.Scope, context.BusinessId, context.Now).Hours.NextOpening(context.Now);
        var queue = CaseDesk.Queue(context.Scope, of, context.Now);
        // A pace of working hours says nothing about a night.
        var estimate = opening <= context.Now && of.WaitingSince + queue.Usual is { } likely && likely > context.Now ? likely : (DateTimeOffset?)null;
        return new ActionResult<CaseStanding>.Done(new(
            of.Id.ToString(), of.Number, of.Title, SnakeCase.Of(of.State.ToString()), of.OwnerName, of.IsLive ? CaseDesk.NextWord(context.Scope, of) : null, opening > context.Now ? opening : null,
            queue.Ahead > 0 ? queue.Ahead : null, estimate));
    }
}

/// <summary>Opens a case with the customer's words.</summary>
[DialogAction("case.open")]
internal sealed class OpenCase(CaseDesk desk, CaseTalk talk) : IDialogAction<OpenCase.Input, CaseStanding>
{
    public sealed record Input(string Text, [DialogType(TypeKind.Choice, Members = ["complaint", "advice", "request"])] string Kind);

    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context)
    {
        var kind = input.Kind switch { "complaint" => CaseKind.Complaint, "advice" => CaseKind.Advice, _ => CaseKind.Request };
        return CaseStanding.Of(desk, context, await talk.OpenAsync(context, kind, input.Text));
    }
}

/// <summary>Somebody who had said nothing had the same trouble: a case of its cause, opened at one tap.</summary>
[DialogAction("case.same_trouble")]
internal sealed class SameTrouble(CaseDesk desk) : IDialogAction<SameTrouble.Input, CaseStanding>
{
    /// <param name="Cause">As the event of the play names it; no customer reads it.</param>
    /// <param name="Words">What they were told of it.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Cause, string Words);

    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context)
    {
        var title = context.Language switch { "ru" => "Та же неполадка, что у других", "sq" => "I njëjti problem si te të tjerët", _ => "The same trouble as others had" };
        var cause = WholeText.Cut(input.Cause, CaseDesk.LongestCause);
        var outcome = await desk.OpenAsync(context.Scope, CaseHand.Customer, new(context.BusinessId, context.ContactId, CaseKind.Complaint, $"{title}: {input.Words}", $"cause:{cause}", context.Language)
        {
            Chat = context.ChatId, Inbox = context.InboxId, Called = context.NamedByPlatform, Title = title, Cause = cause, OfProgram = true,
        }, context.Now);
        return CaseStanding.Of(desk, context, ((CaseOutcome.Done)outcome).Case);
    }
}

/// <summary>How a case stands.</summary>
[DialogAction("case.look", Repeatable = true, Errors = [CaseWords.Gone])]
internal sealed class LookAtCase(CaseDesk desk) : IDialogAction<LookAtCase.Input, CaseStanding>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case);

    public ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context) =>
        new(CaseWords.Own(context, input.Case) is { } of ? CaseStanding.Of(desk, context, of) : CaseWords.GoneAs<CaseStanding>());
}

/// <summary>More words of the customer's; a closed case stays closed, and a new one follows it.</summary>
[DialogAction("case.add", Errors = [CaseWords.Gone])]
internal sealed class AddToCase(CaseDesk desk, CaseTalk talk) : IDialogAction<AddToCase.Input, CaseStanding>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case, string Text);

    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context)
    {
        if (CaseWords.Own(context, input.Case) is not { } of) return CaseWords.GoneAs<CaseStanding>();
        return CaseStanding.Of(desk, context, of.State is CaseState.Closed ? await talk.OpenAsync(context, of.Kind, input.Text, after: of.Id) : await talk.AddAsync(context, of, input.Text));
    }
}

/// <summary>What a complaint is about, as the customer sees it.</summary>
[DialogAction("case.categorise", Repeatable = true, Errors = [CaseWords.Gone])]
internal sealed class CategoriseCase(CaseDesk desk) : IDialogAction<CategoriseCase.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case, [DialogType(TypeKind.Choice, Members = ["*"])] string Category);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) =>
        new(CaseWords.Own(context, input.Case) is { } of && desk.Categorised(context.Scope, of, input.Category, context.Now) ? Nothing.Done : CaseWords.GoneAs<Nothing>());
}

/// <summary>A picture that belongs to a case; staff see it.</summary>
[DialogAction("case.picture", Errors = [CaseWords.Gone])]
internal sealed class AddPicture(CaseTalk talk) : IDialogAction<AddPicture.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case, [DialogType(TypeKind.Photo)] string Picture);

    public async ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        if (CaseWords.Own(context, input.Case) is not { } of) return CaseWords.GoneAs<Nothing>();
        await talk.AddPictureAsync(context, of, input.Picture);
        return Nothing.Done;
    }
}

/// <summary>How often the customer wants to hear of a case.</summary>
[DialogAction("case.rhythm", Repeatable = true, Errors = [CaseWords.Gone])]
internal sealed class ChooseRhythm(CaseDesk desk) : IDialogAction<ChooseRhythm.Input, CaseStanding>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case, [DialogType(TypeKind.Choice, Members = ["hourly", "daily", "result"])] string Every);

    public ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context)
    {
        var rhythm = input.Every switch { "hourly" => CaseRhythm.Hourly, "result" => CaseRhythm.Result, _ => CaseRhythm.Daily };
        return new(CaseWords.Own(context, input.Case) is { } of && desk.ChooseRhythm(context.Scope, of, rhythm, context.Now) is { } changed
            ? CaseStanding.Of(desk, context, changed) : CaseWords.GoneAs<CaseStanding>());
    }
}

/// <summary>The customer wants somebody else.</summary>
[DialogAction("case.other_person", Errors = [CaseWords.Gone])]
internal sealed class AnotherPerson(CaseDesk desk) : IDialogAction<AnotherPerson.Input, CaseStanding>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case);

    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context) =>
        CaseWords.Own(context, input.Case) is { } of && await desk.OtherPersonAsync(context.Scope, context.BusinessId, of.Id, context.Language, context.Now) is { } changed
            ? CaseStanding.Of(desk, context, changed) : CaseWords.GoneAs<CaseStanding>();
}

/// <summary>The customer says that it is solved.</summary>
[DialogAction("case.solved", Repeatable = true, Errors = [CaseWords.Gone])]
internal sealed class CaseSolved(CaseDesk desk, LivePlays plays) : IDialogAction<CaseSolved.Input, CaseStanding>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case);

    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context)
    {
        if (CaseWords.Own(context, input.Case) is not { } of || await desk.ConfirmedAsync(context.Scope, context.BusinessId, of.Id, context.Now) is not { } changed) return CaseWords.GoneAs<CaseStanding>();
        var standing = ((ActionResult<CaseStanding>.Done)CaseStanding.Of(desk, context, changed)).Result;
        return new ActionResult<CaseStanding>.Done(standing with { Surveyed = IsSurveyed(context) ? true : null });
    }

    /// <summary>Where a survey asks after a case, the end of the case does not ask the same.</summary>
    private bool IsSurveyed(ActionContext context) =>
        plays.All(context.Scope).Values.Any(play => play.Trigger is PlayTrigger.OnEvent { Event: CaseEndedEvent.Name } && PlayDesk.Of(context.Scope, context.BusinessId, play, context.Now).Standing is PlayStanding.On)
        && RuleBook.All(context.Scope, context.BusinessId, SurveyRules.Kind, context.Now).Any(survey => survey.Rules.AskedAfter.Contains(SurveyTrigger.CaseClosed));
}

/// <summary>The customer says that it is not solved: the same case goes on with the same person.</summary>
[DialogAction("case.reopen", Errors = [CaseWords.Gone])]
internal sealed class ReopenCase(CaseDesk desk) : IDialogAction<ReopenCase.Input, CaseStanding>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case, string? Text);

    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Input input, ActionContext context) =>
        CaseWords.Own(context, input.Case) is { } of && await desk.NotSolvedAsync(context.Scope, context.BusinessId, of.Id, input.Text, context.InboxId, context.Now) is { } changed
            ? CaseStanding.Of(desk, context, changed) : CaseWords.GoneAs<CaseStanding>();
}

/// <summary>How content the customer is with how a case was handled.</summary>
[DialogAction("case.rate", Repeatable = true, Errors = [CaseWords.Gone])]
internal sealed class RateCase(CaseDesk desk) : IDialogAction<RateCase.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Case, long Rating);

    public async ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) =>
        CaseWords.Own(context, input.Case) is { } of && await desk.RatedAsync(context.Scope, context.BusinessId, of.Id, (int)Math.Clamp(input.Rating, 1, 5), context.Now) is not null ? Nothing.Done : CaseWords.GoneAs<Nothing>();
}

/// <summary>The customer had to ask for news: they hear at once how it stands, and the shop counts it as its own defect.</summary>
[DialogAction("case.ask_news", Errors = ["none"])]
internal sealed class AskNews(CaseDesk desk) : IDialogAction<Nothing, CaseStanding>
{
    public async ValueTask<ActionResult<CaseStanding>> RunAsync(Nothing input, ActionContext context) =>
        await desk.ChasedAsync(context.Scope, context.BusinessId, context.ContactId, context.InboxId, context.Now) is { } of
            ? CaseStanding.Of(desk, context, of) : new ActionResult<CaseStanding>.Failed("none");
}
