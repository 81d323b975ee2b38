using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>A low score brought a case: when that is over, the same survey is asked once more, so that it is seen whether it helped.</summary>
internal static class SurveyAgain
{
    /// <summary>The play that asks.</summary>
    public const string Play = "survey_again";

    /// <summary>What plays hear.</summary>
    public const string Event = "survey.again";

    private const string Occasion = "again:";

    /// <summary>A case is closed; whoever was asked because of a low score before is not asked a third time.</summary>
    public static void Ended(WriteScope scope, PlayEvents plays, Case of)
    {
        RowSource source = scope;
        if (!of.Source.StartsWith("survey:", StringComparison.Ordinal) || !long.TryParse(of.Source.AsSpan("survey:".Length), out var id)) return;
        var asked = source.Query("SELECT survey, occasion, (SELECT name FROM shops h WHERE h.id = s.shop_id) FROM survey_asks s WHERE id = @id AND contact_id = @contact",
            command => command.Set("@id", id).Set("@contact", of.ContactId.ToString()), row => row.Read() ? (Survey: row.GetString(0), Occasion: row.GetString(1), Shop: row.TextAt(2)) : default);
        if (asked.Survey is null || asked.Occasion.StartsWith(Occasion, StringComparison.Ordinal)) return;
        plays.Happened(scope, of.ContactId, Event, $"{Occasion}{of.Source}", Occasions.Data(
            ("survey", new Value.Text(asked.Survey)), ("shop", asked.Shop is { } shop ? new Value.Text(shop) : null)));
    }
}
