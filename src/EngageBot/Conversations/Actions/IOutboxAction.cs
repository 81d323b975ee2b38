using EngageBot.Storage;

namespace EngageBot.Conversations.Actions;

/// <summary>Something a dialog does outside this database (a CRM, a mail): it runs after the turn's commit, at least once, and its result comes back as an event.</summary>
/// <remarks>An exception is tried again for some minutes; then the dialog's <c>fail</c> is told <see cref="Unavailable"/>, which every such action declares.</remarks>
/// <typeparam name="TIn">As with <see cref="IDialogAction{TIn, TOut}"/>.</typeparam>
/// <typeparam name="TOut">As with <see cref="IDialogAction{TIn, TOut}"/>.</typeparam>
internal interface IOutboxAction<TIn, TOut>
    where TIn : notnull
    where TOut : notnull
{
    /// <summary>The code of a failure nobody could mend in time.</summary>
    const string Unavailable = "unavailable";

    ValueTask<ActionResult<TOut>> RunAsync(TIn input, OutboxActionContext context, CancellationToken cancellation);
}

/// <summary>What an action outside the database may know.</summary>
/// <param name="IdempotencyKey">The same at every try: the other side knows by it what it has done already.</param>
internal sealed record OutboxActionContext(BusinessId BusinessId, ContactId ContactId, string Language, string IdempotencyKey);
