using System.Globalization;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>Tells what was changed to those who had named it, and what was mended to those it struck, a slice at a time; plays say it, and the contact policy judges each.</summary>
internal sealed partial class ChangeClock(IStore store, PlayEvents plays, TimeProvider clock, ILogger<ChangeClock> logger) : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{
    /// <summary>The play that says it, and its dialog.</summary>
    public const string Play = "we_changed";

    /// <summary>What plays hear.</summary>
    public const string Event = "change.made";

    /// <summary>People of one commit.</summary>
    private const int Slice = 100;

    /// <summary>Changes looked at in one pass.</summary>
    private const int Changes = 50;

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        foreach (var change in await store.ReadAsync(connection => ValueTask.FromResult(Untold(connection)), cancellation)) await TellAsync(change, cancellation);
    }

    /// <summary>One that cannot be told must not keep the others from being told: the next pass tries it again, and the log says which.</summary>
    private async Task TellAsync(long id, CancellationToken cancellation)
    {
        try
        {
            while (await store.WriteAsync(scope => ValueTask.FromResult(Tell(scope, id, Clock.GetUtcNow())), cancellation)) { }
        }
        catch (Exception error) when (error is not (OperationCanceledException or DatabaseUnavailableException))
        {
            LogStuck(error, id);
        }
    }

    private static List<long> Untold(RowSource source) =>
        source.Rows("SELECT id FROM feedback_changes WHERE told_at IS NULL ORDER BY id LIMIT @limit", command => command.Set("@limit", (long)Changes), row => row.GetInt64(0));

    /// <returns>Whether there may be more.</returns>
    private bool Tell(WriteScope scope, long id, DateTimeOffset now)
    {
        scope.Lock("feedback-changes");
        RowSource source = scope;
        if (source.Query("SELECT business_id, about, words, made_at, told_up_to FROM feedback_changes WHERE id = @id AND told_at IS NULL", command => command.Set("@id", id),
            row => row.Read() ? (Business: row.GetString(0), About: row.GetString(1), Words: row.GetString(2), At: row.InstantAt(3), After: row.TextAt(4)) : default) is not { Business: not null } change)
            return false;
        var words = ChangeDesk.WordsOf(change.Words);
        var named = NamedIt.Of(change.About);
        var people = named?.Next(scope, new(Guid.Parse(change.Business)), change.At, change.After, Slice) ?? [];
        foreach (var person in people)
        {
            var contact = new ContactId(Guid.Parse(person));
            var said = new Value.Text(InLanguage.Of(words, Speech.LanguageOf(scope, contact)));
            // An apology is once a person and cause; a change is told however often something was changed.
            if (named is { Kind: NamedIt.Cause }) plays.Happened(scope, contact, SilentDesk.Event, change.About, Occasions.Data(("cause", new Value.Text(named.Key)), ("words", said)));
            else
                plays.Happened(scope, contact, Event, string.Create(CultureInfo.InvariantCulture, $"change:{id}"), Occasions.Data(
                    ("id", new Value.Text(id.ToString(CultureInfo.InvariantCulture))), ("said", new Value.Text(change.About)), ("words", said)));
        }
        scope.Command("UPDATE feedback_changes SET told = told + @people, told_up_to = @last, told_at = CASE WHEN @people < @slice THEN @now ELSE NULL END WHERE id = @id")
            .Set("@people", (long)people.Count).Set("@slice", (long)Slice).Set("@last", people.Count == 0 ? change.After : people[^1]).Set("@now", now).Set("@id", id).ExecuteNonQuery();
        return people.Count == Slice;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Change {ChangeId} could not be told and is tried again")]
    private partial void LogStuck(Exception error, long changeId);
}
