using EngageBot.Conversations.Actions;

namespace EngageBot.Loyalty.Reviews;

/// <summary>Keeps the customer's words about the shop and thanks for them, before anybody asks for stars.</summary>
[DialogAction("review.write")]
internal sealed class WriteReview(ReviewBook reviews) : IDialogAction<WriteReview.Input, WriteReview.Output>
{
    /// <param name="More">What they added when they were asked for a little more; empty for nothing.</param>
    public sealed record Input(string Words, string More);

    /// <param name="Points">Given for it; 0 for none.</param>
    public sealed record Output(long Id, long Points);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        var said = $"{input.Words} {input.More}";
        var words = said.Length > ReviewRules.WordsMax ? said[..ReviewRules.WordsMax] : said;
        var (id, points) = await reviews.WriteAsync(context.Scope, context.BusinessId, context.ContactId, words, context.Now);
        return new ActionResult<Output>.Done(new(id, points));
    }
}

/// <summary>Keeps the stars of a review.</summary>
[DialogAction("review.rate", Repeatable = true)]
internal sealed class RateReview : IDialogAction<RateReview.Input, Nothing>
{
    public sealed record Input(long Id, long Rating);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        ReviewBook.Rate(context.Scope, context.ContactId, input.Id, input.Rating);
        return new(Nothing.Done);
    }
}
