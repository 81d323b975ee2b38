using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>A case as the API tells it.</summary>
internal sealed record CaseAnswerJson(
    int Number, Guid Id, string Kind, string State, string Title, Guid MemberId, string? Category, string? Cause, bool OurFault, string Priority, string Source, string? Owner, string? OwnerName,
    string Rhythm, DateTimeOffset OpenedAt, DateTimeOffset? WaitingSince, DateTimeOffset? FirstWordAt, DateTimeOffset? FirstAnswerAt, int Chasers, int Reopens, int? Rating, DateTimeOffset? ClosedAt)
{
    public static CaseAnswerJson Of(Case of) => new(
        of.Number, of.Id.Value, Word(of.Kind), Word(of.State), of.Title, of.ContactId.Value, of.Category, of.Cause, of.OurFault, Word(of.Priority), of.Source, of.Owner, of.OwnerName, Word(of.Rhythm),
        of.OpenedAt, of.WaitingSince, of.FirstWordAt, of.FirstAnswerAt, of.Chasers, of.Reopens, of.Rating, of.ClosedAt);

    public static string Word<T>(T value) where T : struct, Enum => SnakeCase.Of(value.ToString());
}

/// <summary>A line of the timeline.</summary>
internal sealed record EntryJson(long Id, string Kind, string Author, string? Name, string? Words, DateTimeOffset At, string? Delivery = null, string? DeliveryReason = null);

/// <summary>A time that was told.</summary>
internal sealed record PromiseJson(string Kind, string State, DateTimeOffset ToldAt, DateTimeOffset DueAt, DateTimeOffset? SettledAt);

/// <summary>A case with its timeline and promises.</summary>
/// <param name="WindowUntil">Until when WhatsApp takes free words to the customer; absent on other channels.</param>
internal sealed record CaseFileJson(CaseAnswerJson Case, ImmutableArray<EntryJson> Timeline, ImmutableArray<PromiseJson> Promises, long? Silent = null, DateTimeOffset? WindowUntil = null);

/// <summary>A page of cases.</summary>
internal sealed record CasesJsonPage(ImmutableArray<CaseAnswerJson> Cases);

/// <summary>What is to open a case.</summary>
internal sealed record OpenCaseRequest(Guid MemberId, CaseKind Kind, string Words, string? Title = null)
{
    public static IEnumerable<(string Field, string Error)> Errors(OpenCaseRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Words) || request.Words.Length > CaseDesk.LongestWords) yield return ("words", $"is 1 to {CaseDesk.LongestWords} characters.");
        if (request.Title is { } title && !CaseTitle.IsTitle(title)) yield return ("title", "is 3 to 10 words that say what it is about.");
    }
}

/// <summary>What a verb of a case may be told; each reads what is its own.</summary>
internal sealed record CaseRequest(
    string? Words = null, bool Asks = false, bool Sure = false, DateTimeOffset? NextWordAt = null, bool Over = false, Guid? To = null, string? Done = null, string? Planned = null, string? Promises = null,
    string? Mood = null, long? Points = null, string? Reward = null, string? Cause = null, bool OurFault = false, DateTimeOffset? Until = null, Guid? Shop = null, string? Item = null, DateTimeOffset? From = null)
{
    public static IEnumerable<(string Field, string Error)> Errors(CaseRequest request)
    {
        if (request.Words is { } words && (string.IsNullOrWhiteSpace(words) || words.Length > CaseDesk.LongestWords)) yield return ("words", $"is 1 to {CaseDesk.LongestWords} characters.");
        if (request.Cause is { } cause && (string.IsNullOrWhiteSpace(cause) || cause.Length > CaseDesk.LongestCause)) yield return ("cause", $"is 1 to {CaseDesk.LongestCause} characters.");
        if (request.Item is { } item && (string.IsNullOrWhiteSpace(item) || item.Length > CaseDesk.LongestCause)) yield return ("item", $"is 1 to {CaseDesk.LongestCause} characters.");
        if (request.Points is < 1 or > 1_000_000_000) yield return ("points", "is between 1 and 1,000,000,000.");
        if (request.Reward is { Length: 0 or > 60 }) yield return ("reward", "is the key of a reward.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(SnakeCaseEnum<CaseKind>)])]
[JsonSerializable(typeof(CaseFileJson))]
[JsonSerializable(typeof(CasesJsonPage))]
[JsonSerializable(typeof(CaseReport))]
[JsonSerializable(typeof(OpenCaseRequest))]
[JsonSerializable(typeof(CaseRequest))]
internal sealed partial class CasesJson : JsonSerializerContext;
