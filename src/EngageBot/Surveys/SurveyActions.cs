using System.Globalization;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>What the dialog of surveys is told at each step; nothing of it is ever unset.</summary>
/// <param name="Kind">How it goes on: <c>score</c>, <c>choice</c>, <c>several</c>, <c>text</c>, or <c>thanks</c>, <c>changed</c>, <c>closed</c>, <c>full</c>, <c>nothing</c>.</param>
/// <param name="Ask">The asking, for the answers.</param>
/// <param name="Question">The question that stands there, for its answer.</param>
/// <param name="Why">Why it is asked; only with the first question.</param>
/// <param name="Words">The question, or the shop's own thanks.</param>
/// <param name="Least">The lowest score.</param>
/// <param name="Most">The highest score.</param>
/// <param name="Low">What the lowest score means.</param>
/// <param name="High">What the highest score means.</param>
/// <param name="Chosen">What is picked already of several, as it reads.</param>
/// <param name="Cared">A person looks at a low score.</param>
internal sealed record SurveyShown(
    string Kind, [DialogType(TypeKind.Ref)] string Ask, [DialogType(TypeKind.Ref)] string Question, string Why, string Words,
    long Least, long Most, string Low, string High, string Chosen, bool Cared)
{
    public static ActionResult<SurveyShown> Of(SurveyStep step, string language) => new ActionResult<SurveyShown>.Done(step switch
    {
        SurveyStep.Ask ask => Asked(ask, language),
        SurveyStep.Thanks thanks => Bare(thanks.Again ? "changed" : "thanks", thanks.Of.Id) with { Words = SurveyStep.In(thanks.Rules.Thanks, language), Cared = thanks.Cared },
        SurveyStep.Closed => Bare("closed"),
        SurveyStep.Full => Bare("full"),
        _ => Bare("nothing"),
    });

    private static SurveyShown Asked(SurveyStep.Ask ask, string language)
    {
        var question = ask.Question;
        var (least, most) = question.Scale ?? (0, 10);
        return new(
            question.Kind switch { SurveyKind.Choice => "choice", SurveyKind.Several => "several", SurveyKind.Text => "text", _ => "score" },
            ask.Of.Id.ToString(CultureInfo.InvariantCulture), question.Id, ask.First ? SurveyStep.In(ask.Rules.Why, language) : "", SurveyStep.In(question.Text, language),
            least, most, SurveyStep.In(question.Low, language), SurveyStep.In(question.High, language),
            string.Join(", ", question.Options.Where(o => ask.Chosen.Contains(o.Id)).Select(o => SurveyStep.In(o.Label, language))), ask.Of.CaseId is not null);
    }

    private static SurveyShown Bare(string kind, long? ask = null) => new(kind, ask?.ToString(CultureInfo.InvariantCulture) ?? "none", "none", "", "", 0, 10, "", "", "", false);
}

/// <summary>Looks whether there is a survey for the customer now, and begins it.</summary>
[DialogAction("survey.begin", Repeatable = true)]
internal sealed class BeginSurvey(SurveyDesk desk) : IDialogAction<BeginSurvey.Input, SurveyShown>
{
    /// <param name="Trigger">After what: purchase, case_closed, level_reached, date or leaving.</param>
    /// <param name="Survey">The key of one survey, instead of any that is asked after it.</param>
    /// <param name="About">The purchase or case.</param>
    /// <param name="Shop">Where they were served, by its code or name; of a purchase it is known.</param>
    /// <param name="ServedBy">By whom.</param>
    /// <param name="Run">The play's run, where one asks.</param>
    public sealed record Input(
        string? Trigger, [DialogType(TypeKind.Ref)] string? Survey, [DialogType(TypeKind.Ref)] string? About, string? Shop, string? ServedBy, [DialogType(TypeKind.Ref)] string? Run);

    public ValueTask<ActionResult<SurveyShown>> RunAsync(Input input, ActionContext context)
    {
        SurveyTrigger? trigger = Enum.GetValues<SurveyTrigger>().Where(t => SnakeCase.Of(t.ToString()) == input.Trigger).Select(t => (SurveyTrigger?)t).FirstOrDefault();
        var run = long.TryParse(input.Run, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? PlayRunRows.Of(context.Scope, context.BusinessId, context.ContactId, id) : null;
        var occasion = run?.Occasion ?? (input.About is { Length: > 0 } about ? about : FormattableString.Invariant($"inbox:{context.InboxId}"));
        var person = new AskedPerson(context.BusinessId, context.ContactId, context.ChatId, occasion, ShopOf(context, trigger, input), input.ServedBy is { Length: > 0 } by ? by : null);
        return new(SurveyShown.Of(desk.Begin(context.Scope, new(person, trigger, input.Survey is { Length: > 0 } key ? key : null,
            run is var (play, on) ? new Proactive(PlayInForce.SourceOf(play), on) : null, run is (SurveyAgain.Play, _)), context.Now), context.Language));
    }

    private static ShopId? ShopOf(ActionContext context, SurveyTrigger? trigger, Input input)
    {
        RowSource source = context.Scope;
        var shop = trigger == SurveyTrigger.Purchase && input.About is { } purchase
            ? source.Query("SELECT shop_id FROM purchases WHERE id = @id AND business_id = @business",
                command => command.Set("@id", purchase).Set("@business", context.BusinessId.ToString()), row => row.Read() ? row.GetString(0) : null)
            : input.Shop is { Length: > 0 } name
                ? source.Query("SELECT id FROM shops WHERE business_id = @business AND (id = @name OR name = @name) ORDER BY id LIMIT 1",
                    command => command.Set("@business", context.BusinessId.ToString()).Set("@name", name), row => row.Read() ? row.GetString(0) : null)
                : null;
        return shop is null ? null : new ShopId(Guid.Parse(shop));
    }
}

/// <summary>Keeps an answer and says what comes then.</summary>
[DialogAction("survey.answer", Repeatable = true)]
internal sealed class AnswerSurvey(SurveyDesk desk) : IDialogAction<AnswerSurvey.Input, SurveyShown>
{
    /// <param name="Pick">As <c>survey.options</c> names it: question and option.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Ask, [DialogType(TypeKind.Ref)] string Question, long? Score, [DialogType(TypeKind.Ref)] string? Pick, string? Words);

    public async ValueTask<ActionResult<SurveyShown>> RunAsync(Input input, ActionContext context)
    {
        var prefix = input.Question + ":";
        var pick = input.Pick is { } named && named.StartsWith(prefix, StringComparison.Ordinal) ? named[prefix.Length..] : null;
        return SurveyShown.Of(await desk.AnswerAsync(context.Scope, SurveyIds.HandOf(context), SurveyIds.Read(input.Ask), input.Question, new(input.Score, pick, input.Words), context.Now), context.Language);
    }
}

/// <summary>Leaves a question out; of several, these were all.</summary>
[DialogAction("survey.skip", Repeatable = true)]
internal sealed class SkipSurveyQuestion(SurveyDesk desk) : IDialogAction<SkipSurveyQuestion.Input, SurveyShown>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Ask, [DialogType(TypeKind.Ref)] string Question);

    public async ValueTask<ActionResult<SurveyShown>> RunAsync(Input input, ActionContext context) =>
        SurveyShown.Of(await desk.SkipAsync(context.Scope, SurveyIds.HandOf(context), SurveyIds.Read(input.Ask), input.Question, context.Now), context.Language);
}

/// <summary>They stopped, or fell silent: what they said stays.</summary>
[DialogAction("survey.leave", Repeatable = true)]
internal sealed class LeaveSurvey : IDialogAction<LeaveSurvey.Input, Nothing>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Ask);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        SurveyDesk.Leave(context.Scope, context.BusinessId, context.ContactId, SurveyIds.Read(input.Ask), context.Now);
        return new(Nothing.Done);
    }
}

/// <summary>Askings as dialogs name them.</summary>
internal static class SurveyIds
{
    public static SurveyHand HandOf(ActionContext context) => new(context.BusinessId, context.ContactId, context.Language, context.InboxId);

    public static long Read(string ask) => long.TryParse(ask, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
