using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Complaints;

/// <summary>What the endpoints of cases say of themselves.</summary>
internal static class CasesDescription
{
    private static readonly ImmutableArray<ApiField> _case =
    [
        new("number", WholeNumber, "What people call it."), new("id", Uuid, "Its id."), new("kind", Text, "complaint, advice or request."),
        new("state", Text, "open, with_customer, answered, escalated, resolved, reopened or closed."), new("title", Text, "What it is about."), new("memberId", Uuid, "Whose it is."),
        new ApiField("category", Text, "As the customer sees it.").Optional, new ApiField("cause", Text, "As staff see it.").Optional, new("ourFault", Flag, "It was the shop's own fault."),
        new("priority", Text, "normal, high or urgent."), new("source", Text, "What opened it."), new ApiField("owner", Text, "Who handles it.").Optional, new ApiField("ownerName", Text, "Their name.").Optional,
        new("rhythm", Text, "hourly, daily or result."), new("openedAt", Instant, "When."), new ApiField("waitingSince", Instant, "Since when the customer waits.").Optional,
        new ApiField("firstWordAt", Instant, "The first holding reply or answer.").Optional, new ApiField("firstAnswerAt", Instant, "The first answer of a person.").Optional,
        new("chasers", WholeNumber, "How often the customer had to ask."), new("reopens", WholeNumber, "How often it was opened again."), new ApiField("rating", WholeNumber, "1 to 5.").Optional,
        new ApiField("closedAt", Instant, "When it was closed.").Optional,
    ];

    private static readonly ImmutableArray<ApiField> _file =
    [
        new("case", FieldKind.Object, "The case.") { Fields = _case },
        new("timeline", FieldKind.Object, "What happened, the oldest first; of more than 500 lines the newest.")
        {
            List = true,
            Fields =
            [
                new("id", WholeNumber, "Its id."), new("kind", Text, "customer, staff, bot, note, grant, promise, transfer or change."), new("author", Text, "Who."), new ApiField("name", Text, "Their name.").Optional,
                new ApiField("words", Text, "What.").Optional, new("at", Instant, "When."),
                new ApiField("delivery", Text, "Of a person's words: queued, sending, sent, delivered, read, dead, expired, cancelled or uncertain.").Optional, new ApiField("deliveryReason", Text, "Why they did not arrive: blocked, refused, late, unsure, called_off.").Optional,
            ],
        },
        new("promises", FieldKind.Object, "Every time the customer was told.")
        {
            List = true,
            Fields =
            [
                new("kind", Text, "first_reply, answer, update or word."), new("state", Text, "open, kept, late, broken or withdrawn."), new("toldAt", Instant, "When it was told."),
                new("dueAt", Instant, "By when."), new ApiField("settledAt", Instant, "When it was done.").Optional,
            ],
        },
        new ApiField("silent", WholeNumber, "Of a case whose cause is known: how many probably had the same trouble and said nothing.").Optional,
        new ApiField("windowUntil", Instant, "Until when WhatsApp takes free words to the customer, past where it is over; absent on other channels.").Optional,
    ];

    private static readonly ImmutableArray<ProblemType> _verbs = [ProblemType.CaseUnknown, ProblemType.CaseTaken, ProblemType.CaseNotNow];

    public static ApiOperation List { get; } = new("listCases", "Cases, the newest first.",
        [new(200, "A page.", [new("cases", FieldKind.Object, "At most as many as were asked for.") { List = true, Fields = _case }])], [ProblemType.BodyInvalid])
    {
        Write = false,
        Query = [new ApiField("state", Text, "Only in this state.").Optional, new ApiField("before", WholeNumber, "Only with a smaller number: the next page.").Optional, new ApiField("limit", WholeNumber, "1 to 200; 50 if absent.").Optional],
    };

    public static ApiOperation Show { get; } = new("readCase", "A case with its timeline and promises.", [new(200, "The case.", _file)], [ProblemType.CaseUnknown]) { Write = false };

    public static ApiOperation Report { get; } = new("reportCases", "Promises kept, late and broken by person, first word and first answer, who had to ask, what was opened again, and who came back.",
    [
        new(200, "The report.",
        [
            new("cases", WholeNumber, "Opened in the period."), new("complaints", WholeNumber, "Of these."), new("open", WholeNumber, "Not closed yet."), new("closed", WholeNumber, "Closed."),
            new ApiField("firstWordMinutes", WholeNumber, "The middle of all.").Optional, new ApiField("firstAnswerMinutes", WholeNumber, "The middle of all.").Optional,
            new("chased", WholeNumber, "In which the customer had to ask."), new("reopened", WholeNumber, "Opened again."), new("complainers", WholeNumber, "Whose 90 days after are over."),
            new("recovered", WholeNumber, "Of these, who bought within them."), new("rated", WholeNumber, "Cases with a rating."), new("ratedSum", WholeNumber, "Of the ratings, 1 to 5."),
            new("promises", FieldKind.Object, "By person.")
            {
                List = true,
                Fields = [new ApiField("who", Text, "Whose; absent for nobody's.").Optional, new ApiField("name", Text, "Their name.").Optional, new("kept", WholeNumber, "In time."), new("late", WholeNumber, "Done too late."), new("broken", WholeNumber, "Not done.")],
            },
            new("promisesByShop", FieldKind.Object, "By shop: the case's, else the one where the customer had bought last.")
            {
                List = true,
                Fields = [new ApiField("who", Text, "The shop's id; absent for none.").Optional, new ApiField("name", Text, "Its name.").Optional, new("kept", WholeNumber, "In time."), new("late", WholeNumber, "Done too late."), new("broken", WholeNumber, "Not done.")],
            },
            new("causes", FieldKind.Object, "The most frequent first.") { List = true, Fields = [new("cause", Text, "Which."), new("cases", WholeNumber, "How many.")] },
        ]),
    ], []) { Write = false, Query = [new ApiField("days", WholeNumber, "Of the last 1 to 1,830 days; 30 if absent.").Optional] };

    public static ApiOperation Open { get; } = new("openCase", "Staff open a case for a member.", [new(201, "The case.", _file)], [ProblemType.MemberUnknown])
    {
        Body = [new("memberId", Uuid, "Whose."), new("kind", Text, "complaint, advice or request."), new("words", Text, "What it is about; among staff."), new ApiField("title", Text, "3 to 10 words.").Optional],
    };

    /// <summary>One verb.</summary>
    public static ApiOperation Verb(string id, string summary, ImmutableArray<ApiField> body, params ImmutableArray<ProblemType> problems) =>
        new(id, summary, [new(200, "The case as it is now.", _file)], [.. _verbs, .. problems]) { Body = body };
}
