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

    private static ApiOperation Decision(string id, string summary) => new(id, summary, Decided, [ProblemType.AlreadyDecided, ProblemType.NotFound])
    {
        Body = [new("reason", Text, "Why somebody decides so: 3 to 300 characters.")],
    };
}
