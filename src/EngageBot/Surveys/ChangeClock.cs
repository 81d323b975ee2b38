using System.Globalization;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>Tells what was changed to those who had named it, a slice at a time; the play <c>we_changed</c> says it, and the contact policy judges each.</summary>
internal sealed class ChangeClock(IStore store, PlayEvents plays, TimeProvider clock, ILogger<ChangeClock> logger) : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{
    /// <summary>The play that says it, and its dialog.</summary>
    public const string Play = "we_changed";

    /// <summary>What plays hear.</summary>
    public const string Event = "change.made";

    /// <summary>People of one commit.</summary>
    private const int Slice = 100;

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        while (await AnyAsync(cancellation) && await store.WriteAsync(scope => ValueTask.FromResult(Tell(scope, Clock.GetUtcNow())), cancellation)) { }
    }

    /// <summary>A look that finds nothing writes nothing.</summary>
    private Task<bool> AnyAsync(CancellationToken cancellation) => store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Query(
        "SELECT 1 FROM feedback_changes WHERE told_at IS NULL LIMIT 1", _ => { }, row => row.Read())), cancellation);

    /// <returns>Whether there may be more.</returns>
    private bool Tell(WriteScope scope, DateTimeOffset now)
    {
        scope.Lock("feedback-changes");
        RowSource source = scope;
        if (source.Query("SELECT id, business_id, about, words, made_at, told_up_to FROM feedback_changes WHERE told_at IS NULL ORDER BY id LIMIT 1", _ => { },
            row => row.Read() ? (Id: row.GetInt64(0), Business: row.GetString(1), About: row.GetString(2), Words: row.GetString(3), At: row.InstantAt(4), After: row.TextAt(5)) : default) is not { Id: > 0 } change)
            return false;
        var words = ChangeDesk.WordsOf(change.Words);
        var people = NamedIt.Of(change.About) is { } named ? named.Next(scope, new(Guid.Parse(change.Business)), change.At, change.After, Slice) : [];
        foreach (var person in people)
        {
            var contact = new ContactId(Guid.Parse(person));
            var language = Loyalty.Deeds.Speech.LanguageOf(scope, contact);
            plays.Happened(scope, contact, Event, string.Create(CultureInfo.InvariantCulture, $"change:{change.Id}"), Occasions.Data(
                ("id", new Value.Text(change.Id.ToString(CultureInfo.InvariantCulture))), ("said", new Value.Text(change.About)), ("words", new Value.Text(InLanguage.Of(words, language)))));
        }
        scope.Command("UPDATE feedback_changes SET told = told + @people, told_up_to = @last, told_at = CASE WHEN @people < @slice THEN @now ELSE NULL END WHERE id = @id")
            .Set("@people", (long)people.Count).Set("@slice", (long)Slice).Set("@last", people.Count == 0 ? change.After : people[^1]).Set("@now", now).Set("@id", change.Id).ExecuteNonQuery();
        return true;
    }
}
