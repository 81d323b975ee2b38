using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Reads one step of a guide to something that was bought.</summary>
[DialogAction("guide.step", Repeatable = true, Errors = ["none"])]
internal sealed class ReadGuide : IDialogAction<ReadGuide.Input, ReadGuide.Output>
{
    /// <param name="Number">From 1.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Guide, long Number);

    /// <param name="Last">No step comes after it.</param>
    public sealed record Output(string Name, string Text, bool Last);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        if (RuleBook.At(context.Scope, context.BusinessId, GuideRules.Kind, input.Guide, context.Now) is not { Rules: var guide }
            || input.Number < 1 || input.Number > guide.Steps.Length) return new(new ActionResult<Output>.Failed("none"));
        var step = guide.Steps[(int)input.Number - 1];
        return new(new ActionResult<Output>.Done(new(InLanguage.Of(guide.Name, context.Language), InLanguage.Of(step, context.Language), input.Number == guide.Steps.Length)));
    }
}

/// <summary>Keeps what somebody answered in a play: one answer to a question, the newest; reports of goods and events read it.</summary>
[DialogAction("play.answer", Repeatable = true, Errors = ["unavailable"])]
internal sealed class KeepAnswer : IDialogAction<KeepAnswer.Input, Nothing>
{
    private const int WordsMax = 1_000;
    private const int AboutMax = 100;

    /// <param name="Run">The play's: <c>with: {run: play.run}</c>.</param>
    /// <param name="Question">The dialog's own word for it.</param>
    /// <param name="About">The item, event or guide that was asked about.</param>
    /// <param name="Rating">1 to 5; a yes is 5 and a no is 1.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Run, string Question, string? About, long? Rating, string? Words);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        if (input.Rating is < 1 or > 5 || !long.TryParse(input.Run, NumberStyles.None, CultureInfo.InvariantCulture, out var run)
            || PlayRunRows.Of(context.Scope, context.BusinessId, context.ContactId, run) is not var (play, _)) return new(new ActionResult<Nothing>.Failed("unavailable"));
        context.Scope.Command("""
            INSERT INTO play_answers (business_id, play, contact_id, run_id, question, about, rating, words, said_at)
            VALUES (@business, @play, @contact, @run, @question, @about, @rating, @words, @now)
            ON CONFLICT (run_id, question) DO UPDATE SET rating = COALESCE(excluded.rating, play_answers.rating), words = COALESCE(excluded.words, play_answers.words), said_at = excluded.said_at
            """)
            .Set("@business", context.BusinessId.ToString()).Set("@play", play).Set("@contact", context.ContactId.ToString()).Set("@run", run)
            .Set("@question", input.Question).Set("@about", WholeText.Cut(input.About ?? "", AboutMax)).Set("@rating", input.Rating)
            .Set("@words", input.Words is null ? null : WholeText.Cut(input.Words, WordsMax)).Set("@now", context.Now).ExecuteNonQuery();
        return new(Nothing.Done);
    }

}
