using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Http;
using EngageBot.Http.Description;
using EngageBot.Staff;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Segments;

/// <summary>What segments there are, what they may ask, and whom one would have; docs/api.md is its reference.</summary>
internal sealed class SegmentsApi(ApiGate gate, TimeProvider clock) : IDisposable
{
    // Counting everybody reads much; several at once would keep the readers from everybody else.
    private readonly SemaphoreSlim _one = new(1);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/segments").WithTags("Segments");
        group.MapGet("", (HttpContext http, SegmentsApi api) => api.ListAsync(http)).Describe(SegmentsDescription.List);
        group.MapGet("/facts", (HttpContext http, SegmentsApi api) => api.FactsAsync(http)).Describe(SegmentsDescription.Facts);
        group.MapPost("/preview", (HttpContext http, SegmentsApi api) => api.PreviewAsync(http)).Describe(SegmentsDescription.Preview);
    }

    public void Dispose() => _one.Dispose();

    private Task<IResult> ListAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
        Answer(new SegmentsAnswer([.. SegmentBook.All(source, caller.Business, clock.GetUtcNow()).Select(s => new SegmentAnswer(s.Key, s.When, s.About, s.Ready))]), SegmentApiJson.Default.SegmentsAnswer));

    private Task<IResult> FactsAsync(HttpContext http) => gate.ReadAsync(http, [Permission.SeeReports], (source, caller) =>
    {
        var place = SegmentPlace.Read(source, caller.Business, clock.GetUtcNow());
        return Answer(new FactsAnswer([.. SegmentFacts.All.Select(f => FactAnswer.Of(f, place))]), SegmentApiJson.Default.FactsAnswer);
    });

    private Task<IResult> PreviewAsync(HttpContext http) =>
        gate.AskAsync(http, [Permission.SeeReports], body => ApiBody.Read(body, SegmentApiJson.Default.PreviewRequest, Wrong), async (caller, asked, cancellation) =>
        {
            await _one.WaitAsync(cancellation);
            try
            {
                return await gate.LookAsync(source =>
                {
                    var (query, errors) = SegmentBook.Prepare(source, caller.Business, asked.Segment, clock.GetUtcNow());
                    return query is null
                        ? ApiAnswer.Problem(ProblemType.SegmentInvalid, errors: new Dictionary<string, string> { ["segment"] = string.Join(' ', errors) })
                        : Answer(SegmentPreview.Read(source, query, Actor.Of(caller).May(Permission.SeeCustomers) ? asked.Examples ?? 5 : null), SegmentApiJson.Default.SegmentPreview);
                }, cancellation);
            }
            finally
            {
                _one.Release();
            }
        });

    private static IEnumerable<(string Field, string Error)> Wrong(PreviewRequest asked)
    {
        if (asked.Segment.Length is 0 or > SegmentExpression.LettersMax) yield return ("segment", $"is the name of a segment or an expression of at most {SegmentExpression.LettersMax} letters.");
        if (asked.Examples is < 0 or > SegmentPreview.ExamplesMax) yield return ("examples", $"is between 0 and {SegmentPreview.ExamplesMax}.");
    }

    private static ApiAnswer Answer<T>(T answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => new(200, JsonSerializer.Serialize(answer, type));
}

/// <param name="Segment">The name of a segment, or an expression.</param>
internal sealed record PreviewRequest(string Segment, int? Examples = null);

/// <param name="Ready">It comes with the program.</param>
internal sealed record SegmentAnswer(string Key, string When, string? About, bool Ready);

/// <summary>The segments of a business.</summary>
internal sealed record SegmentsAnswer(ImmutableArray<SegmentAnswer> Segments);

/// <param name="Type">In the words of dialog files: <c>bool</c>, <c>int</c>, <c>text?</c>.</param>
/// <param name="Values">Of a choice.</param>
internal sealed record FactAnswer(string Name, string Type, string About, ImmutableArray<string>? Values)
{
    public static FactAnswer Of(SegmentFact fact, SegmentPlace? place) =>
        fact.Type(place) is var type ? new(fact.Name, FactWords.Of(type), fact.Summary, type.Members.IsEmpty ? null : type.Members) : null!;
}

/// <summary>What segments may ask.</summary>
internal sealed record FactsAnswer(ImmutableArray<FactAnswer> Facts);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(SegmentsAnswer))]
[JsonSerializable(typeof(FactsAnswer))]
[JsonSerializable(typeof(SegmentPreview))]
internal sealed partial class SegmentApiJson : JsonSerializerContext;

/// <summary>What the endpoints of segments say of themselves.</summary>
internal static class SegmentsDescription
{
    public static ApiOperation List { get; } = new("listSegments", "The segments of the business: those that come with the program, then its own.",
    [
        new(200, "The segments.",
        [
            new("segments", FieldKind.Object, "In order.")
            {
                List = true,
                Fields = [new("key", Text, "Its name."), new("when", Text, "Its expression."), new ApiField("about", Text, "For whoever chooses.").Optional, new("ready", Flag, "It comes with the program.")],
            },
        ]),
    ], []) { Write = false };

    public static ApiOperation Facts { get; } = new("listSegmentFacts", "Everything a segment can ask of a contact.",
    [
        new(200, "The facts.",
        [
            new("facts", FieldKind.Object, "By subject.")
            {
                List = true,
                Fields =
                [
                    new("name", Text, "With # in the place of a number of days or percent."), new("type", Text, "As in dialog files; a question mark where it may be unset."),
                    new("about", Text, "One sentence."), new ApiField("values", Text, "What it can be, where that is known.") { List = true, Required = false },
                ],
            },
        ]),
    ], []) { Write = false };

    public static ApiOperation Preview { get; } = new("previewSegment", "How many a segment has, and a few of them.",
    [
        new(200, "The count.",
        [
            new("expression", Text, "What was asked."), new("members", WholeNumber, "So many match."), new("contacts", WholeNumber, "Of so many."),
            new ApiField("examples", FieldKind.Object, "A few of them; absent for a key that may not see customers.")
            {
                List = true, Required = false,
                Fields = [new("memberId", Uuid, "Whose."), new ApiField("name", Text, "As they want to be called.").Optional],
            },
        ]),
    ], [ProblemType.SegmentInvalid, ProblemType.BodyInvalid, ProblemType.BodyTooLarge, ProblemType.BodyTooSlow, ProblemType.MediaTypeWrong])
    {
        Write = false,
        Body = [new("segment", Text, "The name of a segment, or an expression."), new ApiField("examples", WholeNumber, "0 to 20; 5 if absent.").Optional],
    };
}
