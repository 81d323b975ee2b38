using System.Collections.Immutable;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Something about a draft that its author should mend.</summary>
/// <param name="Blocks">It may not go out so; else it is only asked.</param>
/// <param name="Rule">Which rule of the house.</param>
/// <param name="Words">Where in the draft.</param>
/// <param name="Why">One line: why, and what instead.</param>
internal sealed record CaseRemark(bool Blocks, string Rule, string Words, string Why);

/// <summary>Reads what somebody wants to write to a customer; a part that knows manners says what is wrong with it.</summary>
/// <param name="business">Whose staff they are: remarks are in the language they read.</param>
/// <param name="language">The customer's.</param>
/// <param name="questions">The customer's words since the last answer, in their order: each of their questions wants an answer.</param>
internal delegate ImmutableArray<CaseRemark> ReadDraft(RowSource source, BusinessId business, string draft, string language, ImmutableArray<string> questions);

/// <summary>Says what is wrong with a note about a customer, in the author's language or, without one, the business's.</summary>
internal delegate ImmutableArray<CaseRemark> ReadNote(BusinessId business, string note, string? author);

/// <summary>How a verb of a case ended.</summary>
internal abstract record CaseOutcome
{
    private CaseOutcome() { }

    /// <summary>It is done; this is the case now.</summary>
    public sealed record Done(Case Case) : CaseOutcome
    {
        /// <summary>For the author to think about.</summary>
        public ImmutableArray<CaseRemark> Remarks { get; init; } = [];

        /// <summary>How many probably had the same trouble and said nothing, where its cause was named.</summary>
        public long? Silent { get; init; }
    }

    /// <summary>Whoever asked may not.</summary>
    public sealed record Denied(Denial Why) : CaseOutcome;

    /// <summary>There is no such case, entry, colleague or reward.</summary>
    public sealed record Unknown : CaseOutcome;

    /// <summary>Somebody else has it; these were their last words to the customer, if there were any.</summary>
    public sealed record Taken(Case Case, string By, string? Words) : CaseOutcome;

    /// <summary>In the state in which it is that cannot be done.</summary>
    public sealed record NotNow(Case Case) : CaseOutcome;

    /// <summary>The words do not go out so.</summary>
    public sealed record Mend(Case Case, ImmutableArray<CaseRemark> Remarks) : CaseOutcome;

    /// <summary>More than the role may give in one case.</summary>
    public sealed record OverLimit(long Most) : CaseOutcome;
}
