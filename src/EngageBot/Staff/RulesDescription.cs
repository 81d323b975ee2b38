using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Staff;

/// <summary>What the endpoints of rules say of themselves.</summary>
internal static class RulesDescription
{
    private static readonly ImmutableArray<ApiField> Version =
    [
        new("key", Text, "Which one of the kind."), new("version", WholeNumber, "Counted by key."), new("newestVersion", WholeNumber, "To be sent as If-Match."),
        new("effectiveFrom", Instant, "It holds from then on."), new("publishedAt", Instant, "It was written then."),
        new("publishedBy", Text, "Who wrote it; null for the program itself.") { Nullable = true }, new("withdrawn", Flag, "It ends the rules."),
    ];

    private static readonly ApiField From = new ApiField("from", Text, "When it begins; absent for now.").Optional;

    private static readonly ImmutableArray<ApiField> Seen =
    [
        new ApiField("If-Match", Text, "The newest version you have seen, in quotes; * for whatever there is.").Optional,
        new ApiField("If-None-Match", Text, "* for rules that are new.").Optional,
    ];

    private static readonly ImmutableArray<ApiReply> Edited =
    [
        new(200, "It is published.",
        [
            new("kind", Text, "As asked."), new("key", Text, "As asked."), new("version", WholeNumber, "Of this."), new("effectiveFrom", Instant, "It holds from then on."),
            new("changed", Flag, "False if the rules were the same before: nothing was written."),
        ]),
    ];

    private static readonly ImmutableArray<ProblemType> EditProblems =
        [ProblemType.RulesInvalid, ProblemType.RulesUnknown, ProblemType.RulesVersionMissing, ProblemType.RulesVersionDiffers, ProblemType.BodyInvalid];

    public static ApiOperation Kinds { get; } = new("listRuleKinds", "The kinds of rules there are.",
    [
        new(200, "The kinds.",
            [new("kinds", FieldKind.Object, "By name.") { List = true, Fields = [new("kind", Text, "Its name."), new("summary", Text, "One sentence.")] }]),
    ], []) { Write = false };

    public static ApiOperation List { get; } = new("listRules", "What is in force or to come, of a kind.",
        [new(200, "One entry a key.", [new("rules", FieldKind.Object, "By key.") { List = true, Fields = Version }])], [ProblemType.RulesUnknown]) { Write = false };

    public static ApiOperation Show { get; } = new("showRules", "The rules of a key, as they are, were or will be.",
        [new(200, "The rules.", [.. Version, new("rules", AnyJson, "The document.")])], [ProblemType.RulesUnknown, ProblemType.BodyInvalid])
    {
        Write = false,
        Query = [new ApiField("version", WholeNumber, "That one.").Optional, new ApiField("at", Text, "What holds then.").Optional],
    };

    public static ApiOperation Versions { get; } = new("listRuleVersions", "All versions of a key, the newest first.",
        [new(200, "The versions.", [new("versions", FieldKind.Object, "The newest first.") { List = true, Fields = Version }])], [ProblemType.RulesUnknown]) { Write = false };

    public static ApiOperation Publish { get; } = new("publishRules", "Put rules into force.", Edited, EditProblems) { FreeBody = true, Query = [From], Headers = Seen };

    public static ApiOperation Withdraw { get; } = new("withdrawRules", "End rules; what was promised under them stays promised.", Edited, EditProblems) { Query = [From], Headers = Seen };
}
