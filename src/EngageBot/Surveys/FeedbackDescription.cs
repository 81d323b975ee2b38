using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Surveys;

/// <summary>What the endpoints of feedback say of themselves.</summary>
internal static class FeedbackDescription
{
    private static readonly ImmutableArray<ApiField> _done = [new("id", WholeNumber, "Of the note or change; 0 for a topic."), new("people", WholeNumber, "Those who named it, and will hear of the change.")];

    public static ApiOperation Show { get; } = new("readFeedback", "What customers missed, or what others do: by topic, what costs most first.",
    [
        new(200, "At most 200.", [new("topics", FieldKind.Object, "Notes that nobody has tagged yet stand together, without a topic.")
        {
            List = true,
            Fields =
            [
                new("topic", Text, "What it is about.") { Nullable = true }, new("state", Text, "noted, planned or done."), new("people", WholeNumber, "So many notes."),
                new("lostMinor", WholeNumber, "What was not bought because of it."), new("note", Text, "What is planned, or what the own shop has.") { Nullable = true }, new("lastAt", Instant, "The newest."),
            ],
        }]),
    ], [ProblemType.NotFound]) { Write = false };

    public static ApiOperation Notes { get; } = new("listFeedbackNotes", "The notes themselves, a page at a time, the newest first.",
    [
        new(200, "A page.",
        [
            new("notes", FieldKind.Object, "Descending.")
            {
                List = true,
                Fields =
                [
                    new("id", WholeNumber, "Descending."), new("memberId", Uuid, "Whose.") { Nullable = true }, new("topic", Text, "What it is about.") { Nullable = true },
                    new("words", Text, "As they were said."), new("lostMinor", WholeNumber, "What was not bought.") { Nullable = true }, new("at", Instant, "When."),
                ],
            },
            new("more", Flag, "There may be more; ask again before the last id."),
        ]),
    ], [ProblemType.NotFound]) { Write = false, Query = [new ApiField("before", WholeNumber, "Notes with smaller ids.").Optional] };

    public static ApiOperation Note { get; } = new("noteFeedback", "Somebody of the staff heard it.", [new(201, "It is kept.", _done)], [ProblemType.MemberUnknown])
    {
        Body =
        [
            new("kind", Text, "missing or competitor."), new("words", Text, "At most 1,000 characters."), new ApiField("memberId", Uuid, "Who said it.").Optional,
            new ApiField("topic", Text, "What it is about; of a competitor its name.").Optional, new ApiField("lostMinor", WholeNumber, "What was not bought; absent: one usual receipt of theirs.").Optional,
        ],
    };

    public static ApiOperation Tag { get; } = new("tagFeedback", "Say what a note is about.", [new(200, "It is tagged.", _done)], [ProblemType.NotFound]) { Body = [new("topic", Text, "A small word.")] };

    public static ApiOperation Plan { get; } = new("planFeedbackTopic", "How far the shop is with a topic.", [new(200, "It is written down.", _done)], [])
    {
        Body =
        [
            new("kind", Text, "missing or competitor."), new("topic", Text, "A small word."), new("state", Text, "noted, planned or done."),
            new ApiField("note", Text, "What is planned, or what the own shop has.").Optional,
        ],
    };

    public static ApiOperation Changes { get; } = new("listChanges", "You said, we did: what was changed and how many have been told.",
    [
        new(200, "The newest first, at most 200.", [new("changes", FieldKind.Object, "Each.")
        {
            List = true,
            Fields =
            [
                new("id", WholeNumber, "Descending."), new("about", Text, "What they had named."), new("words", Text, "In English."), new("at", Instant, "When."),
                new("told", WholeNumber, "Handed to the play we_changed so far."), new("finished", Flag, "That was everybody."),
            ],
        }]),
    ], []) { Write = false };

    public static ApiOperation Change { get; } = new("publishChange", "Tell exactly those who named something what was changed.", [new(201, "It is on its way.", _done)], [])
    {
        Body = [new("about", Text, "missing:TOPIC, reason:REASON, option:SURVEY.QUESTION.OPTION or low:SURVEY.QUESTION."), new("words", FieldKind.AnyJson, "By language: en, ru and sq.")],
    };
}
