using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Surveys;

/// <summary>What the endpoints of surveys say of themselves.</summary>
internal static class SurveysDescription
{
    private static readonly ImmutableArray<ApiField> _head =
    [
        new("key", Text, "The survey's."), new("version", WholeNumber, "Of its rules."), new("name", Text, "As the shop calls it."),
        new("askedAfter", Text, "purchase, case_closed, level_reached, date, leaving.") { List = true },
        new("asked", WholeNumber, "Askings in the span."), new("answered", WholeNumber, "Of them, with an answer at least."), new("done", WholeNumber, "Through to the end."),
        new("low", WholeNumber, "With a low score."), new("cases", WholeNumber, "That brought a person."),
    ];

    private static readonly ImmutableArray<ApiField> _score =
    [
        new("measure", Text, "nps, csat or ces."), new("n", WholeNumber, "So many answers."),
        new("valueTenths", WholeNumber, "In tenths: NPS 440 is +44, CSAT 820 is 82 %, CES 53 is 5.3; absent without an answer.") { Nullable = true },
        new("marginTenths", WholeNumber, "Half of the interval of 95 %, in the same unit.") { Nullable = true }, new("text", Text, "As people read it."),
    ];

    private static readonly ImmutableArray<ApiField> _span = [new ApiField("from", Text, "A day; 90 days ago.").Optional, new ApiField("until", Text, "The day after the last; tomorrow.").Optional];

    public static ApiOperation List { get; } = new("listSurveys", "Every survey in force, and how many answered.",
        [new(200, "All of them.", [new("surveys", FieldKind.Object, "By key.") { List = true, Fields = _head }])], [ProblemType.QueryInvalid]) { Write = false, Query = _span };

    public static ApiOperation Show { get; } = new("readSurvey", "What one survey brought: each question with n and margin, split as wished, and where what matters is satisfied least.",
    [
        new(200, "Its results.",
        [
            .. _head,
            new("questions", FieldKind.Object, "In their order.")
            {
                List = true,
                Fields =
                [
                    new("id", Text, "The question's."), new("kind", Text, "zero_to_ten, one_to_five, one_to_seven, choice, several or text."), new("text", Text, "As it is asked."),
                    new("answers", WholeNumber, "How many."), new("skipped", WholeNumber, "How many left it out."),
                    new("score", FieldKind.Object, "Of a scale.") { Nullable = true, Fields = _score },
                    new("parts", FieldKind.Object, "Of a scale, by shop, staff or week; empty where nothing was split.") { List = true, Fields = [new("part", Text, "Which; empty: not known."), .. _score] },
                    new("options", FieldKind.Object, "Of a choice.") { List = true, Fields = [new("id", Text, "The option's."), new("picked", WholeNumber, "How often.")] },
                ],
            },
            new("gaps", FieldKind.Object, "Importance less satisfaction, the widest first; of surveys with axes.")
            {
                List = true,
                Fields =
                [
                    new("axis", Text, "What."), new("importancePercent", WholeNumber, "So many of a hundred said it matters."),
                    new("satisfactionPercent", WholeNumber, "So many of a hundred are content with it."), new("gapPoints", WholeNumber, "The difference."),
                ],
            },
            new("byUpdates", FieldKind.Object, "Who answered, by how much they had heard from the shop in the 30 days before.")
            {
                List = true, Fields = [new("updates", Text, "0, 1-2 or 3+."), new("asked", WholeNumber, "How many."), new("answered", WholeNumber, "Of them.")],
            },
        ]),
    ], [ProblemType.SurveyUnknown, ProblemType.QueryInvalid]) { Write = false, Query = [.. _span, new ApiField("by", Text, "shop, staff or week.").Optional] };

    public static ApiOperation Answers { get; } = new("listSurveyAnswers", "What people answered, a page at a time, the newest first.",
    [
        new(200, "A page.",
        [
            new("asks", FieldKind.Object, "One for each person and occasion.")
            {
                List = true,
                Fields =
                [
                    new("id", WholeNumber, "Descending."), new("memberId", Uuid, "Whose.") { Nullable = true }, new("visitor", Text, "Who filled it in, where no customer was asked.") { Nullable = true },
                    new("shop", Text, "Where they were served.") { Nullable = true }, new("servedBy", Text, "By whom.") { Nullable = true },
                    new("state", Text, "answering, done or left."), new("askedAt", Instant, "When."), new("caseId", Uuid, "What a low score opened.") { Nullable = true },
                    new("answers", FieldKind.Object, "In the order they were given.")
                    {
                        List = true,
                        Fields =
                        [
                            new("question", Text, "Its id."), new("score", WholeNumber, "Of a scale.") { Nullable = true }, new("picks", Text, "Ids of options.") { List = true },
                            new("words", Text, "Their own.") { Nullable = true },
                        ],
                    },
                ],
            },
            new("more", Flag, "There may be more; ask again before the last id."),
        ]),
    ], [ProblemType.SurveyUnknown]) { Write = false, Query = [new ApiField("before", WholeNumber, "Askings with smaller ids.").Optional] };

    public static ApiOperation Visit { get; } = new("recordSurveyVisit", "A form that staff fill in, such as a mystery shopper's.", [new(201, "It is kept.", [new("id", WholeNumber, "Of the visit.")])], [ProblemType.SurveyUnknown])
    {
        Body =
        [
            new("shop", Text, "By its name or id."), new("scores", FieldKind.AnyJson, "By the question's id."), new ApiField("words", FieldKind.AnyJson, "By the question's id.").Optional,
        ],
    };

    public static ApiOperation Shops { get; } = new("listShopScores", "Every shop's scores over all surveys: what customers say beside what visits found.",
    [
        new(200, "By shop.", [new("shops", FieldKind.Object, "By name.")
        {
            List = true,
            Fields = [new("shop", Text, "Its name."), new("scores", FieldKind.Object, "One for each measure.") { List = true, Fields = [new("by", Text, "customers or visits."), .. _score] }],
        }]),
    ], [ProblemType.QueryInvalid]) { Write = false, Query = _span };

    public static ApiOperation Complainers { get; } = new("readComplainers", "What people who complained said of the shop before and after.",
    [
        new(200, "Those who said it both times.",
        [
            new("people", WholeNumber, "How many."), new("before", FieldKind.Object, "NPS before.") { Fields = _score }, new("after", FieldKind.Object, "NPS after the end of the case.") { Fields = _score },
        ]),
    ], [ProblemType.QueryInvalid]) { Write = false, Query = _span };

    public static ApiOperation Leaving { get; } = new("listLeavingReasons", "Why people leave, month by month: one main reason a person, what they said last.",
    [
        new(200, "All of the span.", [new("reasons", FieldKind.Object, "By month, the most frequent first.")
        {
            List = true, Fields = [new("month", Text, "Such as 2026-03."), new("reason", Text, "conditions, not_heard, misled, no_contact, behind, rarely, price, service, moved, other."), new("people", WholeNumber, "How many.")],
        }]),
    ], [ProblemType.QueryInvalid]) { Write = false, Query = _span };
}
