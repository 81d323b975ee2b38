using System.Collections.Immutable;

namespace EngageBot.Http.Description;

/// <summary>What a field holds, in the words of OpenAPI.</summary>
internal enum FieldKind { Text, WholeNumber, Flag, Uuid, Instant, Object, AnyJson }

/// <summary>One field of a query, a body or an answer.</summary>
internal sealed record ApiField(string Name, FieldKind Kind, string Summary)
{
    public bool Required { get; init; } = true;

    /// <summary>Several of them.</summary>
    public bool List { get; init; }

    /// <summary>There, and sometimes null.</summary>
    public bool Nullable { get; init; }

    /// <summary>Of an object.</summary>
    public ImmutableArray<ApiField> Fields { get; init; } = [];

    /// <summary>The same, not always there.</summary>
    public ApiField Optional => this with { Required = false };
}

/// <summary>One way in which a request is answered, other than by a problem.</summary>
internal sealed record ApiReply(int Status, string Summary, ImmutableArray<ApiField> Fields);

/// <summary>What an endpoint says of itself; endpoints carry it as metadata, and the OpenAPI document is made of nothing else.</summary>
/// <param name="Id">Unique; programs that are made from the document name their function so.</param>
/// <param name="Problems">Those of its own; what every request can meet is added.</param>
internal sealed record ApiOperation(string Id, string Summary, ImmutableArray<ApiReply> Replies, ImmutableArray<ProblemType> Problems)
{
    private static readonly ImmutableArray<ProblemType> Always =
        [ProblemType.NotAuthorised, ProblemType.NotPermitted, ProblemType.TooManyRequests, ProblemType.RequestInvalid, ProblemType.InternalError, ProblemType.Unavailable];

    private static readonly ImmutableArray<ProblemType> OfWrites =
    [
        ProblemType.IdempotencyKeyMissing, ProblemType.IdempotencyKeyReused, ProblemType.BodyInvalid, ProblemType.BodyTooLarge, ProblemType.BodyTooSlow,
        ProblemType.MediaTypeWrong,
    ];

    public ImmutableArray<ApiField> Query { get; init; } = [];
    public ImmutableArray<ApiField> Headers { get; init; } = [];
    public ImmutableArray<ApiField> Body { get; init; } = [];

    /// <summary>The body is a document of a form of its own.</summary>
    public bool FreeBody { get; init; }

    /// <summary>Needs an <c>Idempotency-Key</c> and takes a body.</summary>
    public bool Write { get; init; } = true;

    /// <summary>Every problem with which it may answer.</summary>
    public ImmutableArray<ProblemType> AllProblems => [.. Problems.Concat(Always).Concat(Write ? OfWrites : []).Distinct().OrderBy(p => p.Status).ThenBy(p => p.Name)];
}
