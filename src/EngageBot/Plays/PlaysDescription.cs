using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Plays;

/// <summary>What the endpoints of plays say of themselves.</summary>
internal static class PlaysDescription
{
    private static readonly ImmutableArray<ApiField> _entry =
    [
        new("name", Text, "The play's."), new("purpose", Text, "service, survey or marketing."), new("brings", Text, "What it brings to whoever gets it: gift, offer, greeting, event …") { Nullable = true },
        new("state", Text, "off, on, paused or broken."),
        new("since", Instant, "Since when it is on without a break.") { Nullable = true }, new("problems", Text, "Why it stands still, if its settings do not fit.") { List = true },
        new("heldUp", FieldKind.Object, "Templates of its dialog that WhatsApp does not take now: what needs them waits.")
        {
            List = true,
            Fields =
            [
                new("template", Text, "Its name."), new("language", Text, "As WhatsApp calls it."), new("state", Text, "paused, rejected, disabled, deleted, pending, in_appeal or other."),
                new("reason", Text, "In WhatsApp's words.") { Nullable = true }, new("since", Instant, "Since when it stands so.") { Nullable = true }, new("words", Text, "The same for people."),
            ],
        },
        new("parameters", FieldKind.Object, "What the business sets.")
        {
            List = true,
            Fields =
            [
                new("name", Text, "Its name."), new("type", Text, "As in play.yaml."), new("of", Text, "The kind of rule it names.") { Nullable = true },
                new("required", Flag, "It has to be set."), new("value", Text, "As it is set.") { Nullable = true },
            ],
        },
        new("holdoutPercent", WholeNumber, "So many of a hundred are left out."),
        new("results", FieldKind.Object, "What came of it.")
        {
            Fields =
            [
                Counts("states", "Runs by state."), Counts("reasons", "Runs left out or stopped, by reason."), Counts("outcomes", "Dialogs by how they ended."),
                new("started", WholeNumber, "Dialogs begun."), new("bought", WholeNumber, "Of them, who bought within the time of measure."),
                new("heldOut", WholeNumber, "Held out."), new("heldOutBought", WholeNumber, "Of them, who bought within the same time."),
                new("costPoints", WholeNumber, "Points, and the price in points of what was given."),
            ],
        },
    ];

    private static readonly ImmutableArray<ApiReply> _one = [new(200, "The play as it is now.", _entry)];

    public static ApiOperation List { get; } = new("listPlays", "Every play, how it stands and what came of it.",
        [new(200, "All of them.", [new("plays", FieldKind.Object, "By name.") { List = true, Fields = _entry }])], []) { Write = false };

    public static ApiOperation Show { get; } = new("readPlay", "One play, how it stands and what came of it.", _one, [ProblemType.PlayUnknown]) { Write = false };

    public static ApiOperation Runs { get; } = new("listPlayRuns", "Who was taken into a play and what became of it, a page at a time.",
    [
        new(200, "A page.",
        [
            new("runs", FieldKind.Object, "The oldest first.")
            {
                List = true,
                Fields =
                [
                    new("id", WholeNumber, "Ascending."), new("memberId", Uuid, "Whose."), new("occasion", Text, "What makes it once-only."),
                    new("state", Text, "new, waiting, held_out, started, ended, stopped or left_out."), new("reason", Text, "Why it was left out or stopped.") { Nullable = true },
                    new("outcome", Text, "How the dialog ended.") { Nullable = true }, new("dueAt", Instant, "When it was to begin."),
                    new("startedAt", Instant, "When it began.") { Nullable = true },
                ],
            },
            new("more", Flag, "There may be more; ask again after the last id."),
        ]),
    ], [ProblemType.PlayUnknown]) { Write = false, Query = [new ApiField("after", WholeNumber, "Runs behind that id.").Optional] };

    public static ApiOperation Answers { get; } = new("listPlayAnswers", "What people answered to a play's questions: summed up by thing, and a page of answers, the newest first.",
    [
        new(200, "A page.",
        [
            new("summary", FieldKind.Object, "By question and thing, the one with the most low ratings first; at most 200.")
            {
                List = true,
                Fields =
                [
                    new("question", Text, "The dialog's own word for it."), new("about", Text, "The item, event or guide; empty for none."), new("answers", WholeNumber, "How many."),
                    new("meanTenths", WholeNumber, "The mean rating in tenths: 35 is 3.5.") { Nullable = true }, new("low", WholeNumber, "Ratings of 1 and 2."),
                ],
            },
            new("answers", FieldKind.Object, "The newest first.")
            {
                List = true,
                Fields =
                [
                    new("id", WholeNumber, "Descending."), new("memberId", Uuid, "Whose."), new("question", Text, "As above."), new("about", Text, "As above."),
                    new("rating", WholeNumber, "1 to 5.") { Nullable = true }, new("words", Text, "Their own.") { Nullable = true }, new("at", Instant, "When."),
                ],
            },
            new("more", Flag, "There may be more; ask again before the last id."),
        ]),
    ], [ProblemType.PlayUnknown]) { Write = false, Query = [new ApiField("before", WholeNumber, "Answers with smaller ids.").Optional] };

    public static ApiOperation On { get; } = new("switchPlayOn", "Switch a play on, or change what the business has set for it.", _one, [ProblemType.PlayUnknown, ProblemType.RulesInvalid])
    {
        Body =
        [
            new ApiField("parameters", FieldKind.AnyJson, "By name, as play.yaml would write them; those that are absent stay.").Optional,
            new ApiField("holdoutPercent", WholeNumber, "0 to 50, instead of the play's own.").Optional,
            new ApiField("budget", FieldKind.AnyJson, "{per, points, messages}, instead of the play's own.").Optional,
            new ApiField("at", Text, "The time of day, such as 10:00.").Optional, new ApiField("leapDay", Text, "feb_28 or mar_1.").Optional,
            new ApiField("skipAfter", Text, "What is later is left out: 12h, 2d.").Optional,
            new ApiField("takesIn", Text, "newcomers, or everybody who is in the segment now.").Optional, new ApiField("topic", Text, "Of the contact policy.").Optional,
        ],
    };

    public static ApiOperation Off { get; } = new("switchPlayOff", "Pause a play: nobody is taken in, nothing begins, whoever talks finishes.", _one, [ProblemType.PlayUnknown]) { FreeBody = true };

    private static ApiField Counts(string name, string summary) => new(name, FieldKind.Object, summary)
    {
        List = true, Fields = [new("key", Text, "Which."), new("runs", WholeNumber, "How many.")],
    };
}
