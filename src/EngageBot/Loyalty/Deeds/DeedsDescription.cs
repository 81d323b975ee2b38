using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What the endpoints of deeds say of themselves.</summary>
internal static class DeedsDescription
{
    private static readonly ImmutableArray<ApiReply> Decided =
    [
        new(200, "It is decided.",
            [new("id", WholeNumber, "As asked."), new("state", Text, "paid or refused."), new("points", WholeNumber, "Paid to both together.")]),
    ];

    public static ApiOperation Release { get; } = Decision("releaseReferral", "Pay a referral that a guard held back.");

    public static ApiOperation Refuse { get; } = Decision("refuseReferral", "Refuse a referral that a guard held back.");

    private static readonly ApiField Points = new("points", WholeNumber, "What it brought.");

    public static ApiOperation TellActivity { get; } = new("tellActivity", "A member did something elsewhere that the rules reward.",
        [new(201, "It is rewarded.", [Points]), new(200, "It was told before.", [Points])], [ProblemType.MemberUnknown, ProblemType.DeedUnknown, ProblemType.DeedTooOften])
    {
        Body = [new("event", Text, "The key of the rules."), new("reference", Text, "The teller's own word for this one time, 1 to 100 characters.")],
    };

    public static ApiOperation Thank { get; } = new("thankMember", "Thank a member with a card in somebody's own words.",
        [new(200, "It is on its way, or there was nobody to tell.", [new("told", Flag, "The member has a chat, and this was not told before.")])], [ProblemType.MemberUnknown])
    {
        Body =
        [
            new("words", Text, "1 to 600 characters; no numbers, prices, links or offers."), new("signedBy", Text, "The name of the person who says it."),
            new("reference", Text, "The sender's own word for this one time, 1 to 100 characters."),
        ],
    };

    public static ApiOperation Events { get; } = new("listEvents", "Every event there are rules for, with who comes, who came and what they bought.",
    [
        new(200, "The earliest first.",
        [
            new("events", FieldKind.Object, "All of them.")
            {
                List = true,
                Fields =
                [
                    new("key", Text, "Of its rules."), new("name", Text, "In English."), new("form", Text, "evening, party, lecture …"), new("starts", Text, "On the business's clock."),
                    new("capacity", WholeNumber, "People, guests included."), new("coming", WholeNumber, "Members with a pass."), new("guests", WholeNumber, "Guests with a pass."),
                    new("refused", WholeNumber, "Members who do not come."), new("came", WholeNumber, "Members at the door."), new("guestsCame", WholeNumber, "Guests at the door."),
                    new("sales", WholeNumber, "Receipts, from the start to the end, of those who came."), new("salesMinor", WholeNumber, "Their sum in minor units."),
                ],
            },
        ]),
    ], []) { Write = false };

    public static ApiOperation Admit { get; } = new("admitByPass", "Somebody shows a pass at the door.",
        [new(200, "They may go in.", [new("event", Text, "Its key."), new("guest", Flag, "The pass is a guest's.")])],
        [ProblemType.AlreadyDecided, ProblemType.DeedUnknown, ProblemType.DeedTooOften])
    {
        Body = [new("code", Text, "As the pass shows it.")],
    };

    public static ApiOperation ReviewPhotos { get; } = new("reviewPhotos", "The pictures of a review, then and now, if their author agreed to have them shown.",
        [new(200, "As they were sent.",
            [
                new("mayPublish", Flag, "The author agreed."), new ApiField("then", Text, "The platform's id of the picture; only with a yes.").Optional,
                new ApiField("now", Text, "The same of the other one.").Optional, new("account", WholeNumber, "Of the channel that has them."),
                new("wording", Text, "The text that was answered."), new("language", Text, "In which it was read."), new("saidAt", Instant, "When."),
            ])], [ProblemType.NotFound]) { Write = false };

    public static ApiOperation PublishReview { get; } = new("publishReview", "Show a review to everybody, or take it off.",
        [new(200, "It is so now.", [new("shown", Flag, "As asked.")])], [ProblemType.NotFound])
    {
        Body = [new("shown", Flag, "To everybody, or to nobody.")],
    };

    public static ApiOperation HandIn { get; } = new("recordHandIn", "A member handed something in.",
        [
            new(201, "It is recorded.", [Points, new ApiField("yearTotal", WholeNumber, "Handed in of it this year.").Optional]),
            new(200, "It was recorded before.", [Points]),
        ], [ProblemType.MemberUnknown, ProblemType.DeedUnknown, ProblemType.DeedTooOften])
    {
        Body =
        [
            new("memberId", Uuid, "Whose."), new("kind", Text, "The key of the rules."), new("quantity", WholeNumber, "Grams or pieces, as the rules say."),
            new("reference", Text, "The shop's own number; each counts once."),
        ],
    };

    private static ApiOperation Decision(string id, string summary) => new(id, summary, Decided, [ProblemType.AlreadyDecided, ProblemType.NotFound])
    {
        Body = [new("reason", Text, "Why somebody decides so: 3 to 300 characters.")],
    };
}
