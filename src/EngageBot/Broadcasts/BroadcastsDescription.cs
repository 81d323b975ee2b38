using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Broadcasts;

/// <summary>What the endpoints of broadcasts say of themselves.</summary>
internal static class BroadcastsDescription
{
    private static readonly ImmutableArray<ApiField> Words =
    [
        new("name", Text, "As the staff call it."), new("purpose", Text, "marketing, survey or service."),
        new("audience", Text, "The name of a segment, or an expression; true for everybody."),
        new("variants", AnyJson, "What is said: text by language, buttons, media; docs/broadcasts.md.") { List = true },
        new ApiField("topic", Text, "One of the shop's topics.").Optional, new ApiField("holdoutPercent", WholeNumber, "So many of a hundred get nothing.").Optional,
        new ApiField("reward", Text, "The key of a reward: everybody gets a voucher of their own.").Optional,
        new ApiField("value", Text, "What it gives its readers: new_product, promotion, service, seminar, event, advice or notice; nothing is scheduled without it.").Optional,
        new ApiField("lastsHours", WholeNumber, "Whoever cannot be reached so long after the start is left out; 24.").Optional,
        new ApiField("template", AnyJson, "What goes to WhatsApp chats whose window is closed: name, words by language, wordsFollow; docs/whatsapp-templates.md.").Optional,
    ];

    private static readonly ImmutableArray<ApiField> Shown =
    [
        new("id", WholeNumber, "Of the broadcast."), new("state", Text, "draft, scheduled, running, paused, cancelled or finished."), .. Words,
        new("createdBy", Text, "Who wrote it."), new("createdAt", Instant, "When."), new ApiField("startAt", Instant, "When it begins.").Optional,
        new ApiField("startLocal", Text, "When it begins on each customer's own clock.").Optional,
        new ApiField("approvalAskedAt", Instant, "Since when it waits for a second person.").Optional, new ApiField("approvedBy", Text, "The second person.").Optional,
        new ApiField("startedAt", Instant, "When it began.").Optional, new ApiField("endsAt", Instant, "After it nobody new is written to.").Optional,
        new ApiField("endedAt", Instant, "When it was finished or cancelled.").Optional,
        new ApiField("pauseReason", Text, "staff, errors, blocked or opt_outs.").Optional,
        new("heldUp", FieldKind.Object, "Templates it needs that WhatsApp does not take now: whoever can only be reached by them waits.")
        {
            List = true,
            Fields =
            [
                new("template", Text, "Its name."), new("language", Text, "As WhatsApp calls it."), new("state", Text, "paused, rejected, disabled, deleted, pending, in_appeal or other."),
                new ApiField("reason", Text, "In WhatsApp's words.").Optional, new ApiField("since", Instant, "Since when it stands so.").Optional, new("words", Text, "The same for people."),
            ],
        },
        new("progress", FieldKind.Object, "How far it has come.")
        {
            Fields =
            [
                new("people", WholeNumber, "The whole audience."), new("decided", WholeNumber, "About whom it is decided."),
                new("waiting", WholeNumber, "Messages written and not finished."), new ApiField("perSecond", WholeNumber, "Outcomes a second.").Optional,
                new ApiField("leftSeconds", WholeNumber, "Until everybody is reached.").Optional,
            ],
        },
    ];

    private static readonly ImmutableArray<ApiReply> IsSo = [new(200, "It is so now.", Shown)];

    public static ApiOperation Create { get; } = new("createBroadcast", "Write a message to many people.", [new(201, "It is a draft.", Shown)], []) { Body = Words };

    public static ApiOperation List { get; } = new("listBroadcasts", "The newest first.",
        [new(200, "A page of a hundred.",
            [
                new("broadcasts", FieldKind.Object, "In short.")
                {
                    List = true,
                    Fields =
                    [
                        new("id", WholeNumber, "Of the broadcast."), new("name", Text, "As the staff call it."), new("state", Text, "Where it stands."),
                        new("purpose", Text, "Whose rules it falls under."), new("createdAt", Instant, "When it was written."),
                        new ApiField("startedAt", Instant, "When it began.").Optional, new ApiField("people", WholeNumber, "The audience, once it was counted.").Optional,
                    ],
                },
                new ApiField("next", WholeNumber, "Ask for those before it; absent on the last page.").Optional,
            ])], [])
    {
        Write = false, Query = [new ApiField("before", WholeNumber, "Only those with a smaller id.").Optional],
    };

    public static ApiOperation Show { get; } = Read("showBroadcast", "A broadcast and how far it has come.", Shown);

    public static ApiOperation Rewrite { get; } = new("rewriteBroadcast", "Write a draft anew; it is counted and approved anew, too.", IsSo, [ProblemType.NotFound, ProblemType.BroadcastNotNow]) { Body = Words };

    public static ApiOperation Count { get; } = new("countBroadcast", "Count its audience, with the reasons of those who would be left out.",
        [new(200, "As it is now.",
            [
                new("people", WholeNumber, "The whole audience."), new("looked", WholeNumber, "So many of them the contact policy was asked about, 20,000 at most."),
                new("reachable", WholeNumber, "Of those, may be written to now."), new("later", AnyJson, "Of those, put off, by the reason."),
                new("leftOut", AnyJson, "Of those, never, by the reason."),
                new ApiField("whatsApp", FieldKind.Object, "Of those who would be written to on WhatsApp, now or later.")
                {
                    Fields =
                    [
                        new("open", WholeNumber, "They wrote within 24 hours: the words go as they are."), new("byTemplate", WholeNumber, "The template goes."),
                        new("later", AnyJson, "The template waits, by the reason."), new("leftOut", AnyJson, "Nothing can go, by the reason."),
                    ],
                }.Optional,
            ])], [ProblemType.NotFound, ProblemType.BodyInvalid, ProblemType.BodyTooLarge, ProblemType.BodyTooSlow, ProblemType.MediaTypeWrong]) { Write = false };

    public static ApiOperation Preview { get; } = Read("previewBroadcast", "Each variant in each of its languages, filled in with an example.",
        [
            new("messages", FieldKind.Object, "As they would read.")
            {
                List = true,
                Fields = [new("variant", Text, "a, b …"), new("language", Text, "ISO 639-1."), new("text", Text, "The words."), new("buttons", Text, "Their labels.") { List = true }],
            },
        ]);

    public static ApiOperation Test { get; } = new("testBroadcast", "Send each variant in each language to somebody of the staff.",
        [new(202, "On their way.", [new("messages", WholeNumber, "How many.")])], [ProblemType.NotFound, ProblemType.MemberUnknown]) { Body = [new("staffId", Uuid, "To whom.")] };

    public static ApiOperation Schedule { get; } = new("scheduleBroadcast", "Let it begin: at once, at an instant, or at a time on each customer's own clock.",
        [new(200, "It will begin then.", Shown), new(202, "It waits for a second person.", Shown)],
        [ProblemType.NotFound, ProblemType.BroadcastNotNow, ProblemType.BroadcastNotCounted])
    {
        Body = [new ApiField("startAt", Instant, "With an offset.").Optional, new ApiField("startLocal", Text, "Such as 2026-12-24T10:00, without one.").Optional],
    };

    public static ApiOperation Approve { get; } = Verb("approveBroadcast", "Be the second person.", [ProblemType.BroadcastOwn]);

    public static ApiOperation Refuse { get; } = Verb("refuseBroadcast", "Do not agree: it is a draft again.", []) with { Body = [new ApiField("reason", Text, "For whoever wrote it.").Optional] };

    public static ApiOperation Pause { get; } = Verb("pauseBroadcast", "No message leaves any more, but for those on their way.", []);

    public static ApiOperation Resume { get; } = Verb("resumeBroadcast", "Let it go on.", []);

    public static ApiOperation Cancel { get; } = Verb("cancelBroadcast", "End it for good: whoever has not got it will not.", []);

    private static readonly ImmutableArray<ApiField> Change =
    [
        new("id", WholeNumber, "Of the change."), new("kind", Text, "edit or delete."), new("createdBy", Text, "Who wanted it."), new("createdAt", Instant, "When."),
        new ApiField("endedAt", Instant, "When the last message was looked at.").Optional, new("people", WholeNumber, "To whom something was sent."),
        new("done", WholeNumber, "Changed."), new("impossible", WholeNumber, "The platform does not do it: too old, gone, or a channel that cannot."),
        new("failed", WholeNumber, "Not done for another reason."), new("waiting", WholeNumber, "On their way."),
    ];

    public static ApiOperation Edit { get; } = new("editBroadcastMessages", "Give other words to the messages of a broadcast that has ended, where the platform allows it.",
        [new(202, "It is under way.", Change)], [ProblemType.NotFound, ProblemType.BroadcastNotNow, ProblemType.BroadcastOwn])
    {
        Body = [new("variants", AnyJson, "As many as were sent, with the same media.") { List = true }],
    };

    public static ApiOperation Delete { get; } = new("deleteBroadcastMessages", "Take the messages away of a broadcast that has ended or is paused, where the platform allows it.",
        [new(202, "It is under way.", Change)], [ProblemType.NotFound, ProblemType.BroadcastNotNow]);

    public static ApiOperation Changes { get; } = Read("listBroadcastChanges", "Edits and deletions of what was sent, the newest first.",
        [new("changes", FieldKind.Object, "Each of them.") { List = true, Fields = Change }]);

    public static ApiOperation Report { get; } = Read("reportBroadcast", "What came of it.",
        [
            new("people", WholeNumber, "The whole audience."), new("notLooked", WholeNumber, "About whom nothing was decided."), new("currency", Text, "Of the revenue."),
            new("days", WholeNumber, "What somebody buys within so many days is counted."), new("outcomes", AnyJson, "How many, by outcome."),
            new("reasons", AnyJson, "Of those who got nothing, why."), new ApiField("value", Text, "What it was to give.").Optional,
            new("variants", FieldKind.Object, "Each variant, and those held out to be compared with.")
            {
                List = true,
                Fields =
                [
                    new("variant", Text, "a, b … or holdout."), new("people", WholeNumber, "How many."), new("arrived", WholeNumber, "Sent, delivered or read."),
                    new("tapped", WholeNumber, "Pressed one of its buttons."), new("answered", WholeNumber, "Wrote something within 24 hours."),
                    new("notUseful", WholeNumber, "Said that it was of no use."), new("optedOut", WholeNumber, "Ended promotions within 48 hours."),
                    new ApiField("notUsefulPercent", AnyJson, "Of a hundred to whom it came.").Optional,
                    new("redeemed", WholeNumber, "Used their voucher."), new("withdrawn", WholeNumber, "Whose message did not arrive, and whose voucher was withdrawn."), new("buyers", WholeNumber, "Bought something."),
                    new("revenueMinor", WholeNumber, "What they paid, in the currency's smallest unit."),
                ],
            },
        ]);

    public static ApiOperation Recipients { get; } = Read("listBroadcastRecipients", "Everybody about whom it was decided, as CSV.", []);

    private static ApiOperation Read(string id, string summary, ImmutableArray<ApiField> fields) => new(id, summary, [new(200, "As it is now.", fields)], [ProblemType.NotFound]) { Write = false };

    private static ApiOperation Verb(string id, string summary, ImmutableArray<ProblemType> problems) =>
        new(id, summary, IsSo, [ProblemType.NotFound, ProblemType.BroadcastNotNow, .. problems]);
}
