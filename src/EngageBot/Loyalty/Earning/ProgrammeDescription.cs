using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Loyalty.Earning;

/// <summary>What the endpoints of programmes say of themselves.</summary>
internal static class ProgrammeDescription
{
    private static readonly ApiField Reference = new("reference", Text, "The shop's own number, 1 to 100 characters; each counts once.");
    private static readonly ApiField Member = new("memberId", Uuid, "As a look-up or an earlier request answered.");
    private static readonly ApiField Currency = new("currency", Text, "ISO 4217; the business's.");

    private static readonly ImmutableArray<ApiField> Booked =
        [new("points", WholeNumber, "Given; 0 if it was told before."), new("takenPoints", WholeNumber, "Taken back by a cancellation.")];

    public static ApiOperation DryRun { get; } = new("dryRunProgramme", "What a draft of a programme would have given for past receipts.",
    [
        new(200, "What it would have cost.",
        [
            new("receipts", WholeNumber, "Looked at."), new("members", WholeNumber, "Who would have earned."), new("points", WholeNumber, "It would have given."),
            new ApiField("costMinor", WholeNumber, "What they are worth, in minor units; absent if a unit has no value.").Optional,
            new("givenPoints", WholeNumber, "What was given really."), new("complete", Flag, "False if there were more receipts than one request looks at."),
            new("rules", FieldKind.Object, "By rule.")
            {
                List = true,
                Fields =
                [
                    new("rule", Text, "Its key."), new("points", WholeNumber, "It would have given."), new("members", WholeNumber, "To so many."),
                    new ApiField("costMinor", WholeNumber, "Their value.").Optional,
                ],
            },
        ]),
    ], [ProblemType.RulesInvalid, ProblemType.BodyInvalid, ProblemType.BodyTooLarge, ProblemType.BodyTooSlow, ProblemType.MediaTypeWrong])
    {
        Write = false, FreeBody = true,
        Query = [new("since", Text, "The first day."), new("until", Text, "The last day, at most 400 later.")],
    };

    public static ApiOperation Health { get; } = new("readProgrammeHealth", "How a programme is doing.",
    [
        new(200, "The figures.",
        [
            new("members", WholeNumber, "In all."), new("activeMembers", WholeNumber, "Who bought lately."), new("activeDays", WholeNumber, "What lately means."),
            new ApiField("activePercent", WholeNumber, "Absent without members.").Optional, new ApiField("lastAccrual", Instant, "When something was last given.").Optional,
            new ApiField("lastRedemption", Instant, "When something was last spent.").Optional, new("outstandingPoints", WholeNumber, "Given and not spent."),
            new("alertDays", WholeNumber, "So many days without spending are an alert."), new("alert", Flag, "Nothing was spent for that long."),
        ]),
    ], []) { Write = false };

    public static ApiOperation BuyStatus { get; } = new("buyStatus", "A member paid the fee of a status.",
        Recorded([new("endsAt", Instant, "The first instant at which it is over; it is not renewed by itself.")]),
        [ProblemType.MemberUnknown, ProblemType.StatusNotForSale, ProblemType.StatusHeld])
    {
        Body =
        [
            Reference, Member, new("status", Text, "Its key in the programme."), new("amount", Text, "The fee, paid in money."), Currency,
            new ApiField("programme", Text, "Absent for points.").Optional,
        ],
    };

    public static ApiOperation Book { get; } = new("recordBooking", "The next visit was booked on the spot.", Recorded(Booked), [ProblemType.MemberUnknown])
    {
        Body = [Reference, Member, new ApiField("startsAt", Instant, "When it will be.").Optional],
    };

    public static ApiOperation CancelBooking { get; } = new("cancelBooking", "A booked visit will not be.",
        [new(200, "It is cancelled.", Booked)], [ProblemType.BookingUnknown])
    {
        Body = [Reference],
    };

    public static ApiOperation IssueCard { get; } = new("issueCard", "A card is handed out or linked.",
        Recorded([new("number", Text, "As asked.")]), [ProblemType.MemberUnknown, ProblemType.CardTaken])
    {
        Body =
        [
            new("number", Text, "1 to 100 characters."), new("kind", Text, "personal, bearer or partner."),
            new ApiField("memberId", Uuid, "Whose it is; absent for a bearer card.").Optional,
        ],
    };

    public static ApiOperation Discount { get; } = new("quoteDiscount", "What the till takes off before the customer pays.",
    [
        new(200, "The best of the discount programmes.",
        [
            new("off", Text, "With a decimal point; 0.00 for none."), new("percent", AnyJson, "A number."),
            new ApiField("level", Text, "Whose discount it is.").Optional, new ApiField("programme", Text, "Which programme's.").Optional,
        ]),
    ],
    [
        ProblemType.CurrencyWrong, ProblemType.CardUnknown, ProblemType.MemberUnknown, ProblemType.BodyInvalid, ProblemType.BodyTooLarge, ProblemType.BodyTooSlow,
        ProblemType.MediaTypeWrong,
    ])
    {
        Write = false,
        Body =
        [
            new("amount", Text, "The receipt before discounts."), Currency, Member.Optional, new ApiField("card", Text, "Its number.").Optional,
            new ApiField("items", AnyJson, "A list of {sku, category, amount, quantity}.").Optional,
        ],
    };

    private static ImmutableArray<ApiReply> Recorded(ImmutableArray<ApiField> fields) => [new(201, "It is recorded.", fields), new(200, "It was recorded before.", fields)];
}
