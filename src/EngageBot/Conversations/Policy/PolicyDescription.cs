using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Conversations.Policy;

/// <summary>What the endpoints of the contact policy say of themselves.</summary>
internal static class PolicyDescription
{
    private static readonly ImmutableArray<ApiField> About =
    [
        new("source", Text, "Who sends it: broadcast:12, play:birthday, dialog."),
        new("occasion", Text, "What makes it once-only within its source; may be empty."),
    ];

    public static ApiOperation Sends { get; } = new("listContactSends", "What a contact got without having asked, what not, and why.",
    [
        new(200, "The answers.",
        [
            new("now", FieldKind.Object, "Could they be written to at this moment?")
            {
                List = true,
                Fields =
                [
                    new("purpose", Text, "marketing or surveys."), new("allowed", Flag, "Yes, now."), new ApiField("reason", Text, "Why not.").Optional,
                    new ApiField("why", Text, "The same in a sentence.").Optional, new ApiField("until", Instant, "Then perhaps.").Optional,
                ],
            },
            new("consents", FieldKind.Object, "The newest word on each purpose and channel.")
            {
                List = true,
                Fields =
                [
                    new("purpose", Text, "membership, marketing or surveys."), new("channel", Text, "Where it holds."), new("granted", Flag, "Yes or no."),
                    new("how", Text, "How it came."), new("at", Instant, "When."),
                ],
            },
            new("sent", FieldKind.Object, "The newest first, at most 100.")
            {
                List = true,
                Fields = [.. About, new ApiField("topic", Text, "Of the shop's topics.").Optional, new("at", Instant, "When."), new ApiField("state", Text, "What became of it, while it is known.").Optional],
            },
            new("notSent", FieldKind.Object, "The newest first, at most 100.")
            {
                List = true,
                Fields = [.. About, new("reason", Text, "One of docs/contact-policy.md."), new("why", Text, "In a sentence."), new("at", Instant, "When."), new ApiField("until", Instant, "It is asked again then.").Optional],
            },
        ]),
    ], [ProblemType.NotFound]) { Write = false };
}
