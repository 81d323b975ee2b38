using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Codes;

/// <summary>What a till learns of the digits it was shown.</summary>
internal abstract record CodeOutcome
{
    private CodeOutcome() { }

    /// <summary>They are this member's, and this till's from now on.</summary>
    /// <param name="Business">The member's own; another than the till's where both belong to a coalition.</param>
    public sealed record Shown(BusinessId Business, ContactId Contact, long CodeId) : CodeOutcome;

    /// <summary>Never made, ended, replaced by a newer one, or taken at another till: which of them is nobody's business.</summary>
    public sealed record Unknown : CodeOutcome;

    /// <summary>This till tried wrong digits too often.</summary>
    public sealed record TooManyTries(DateTimeOffset Until) : CodeOutcome;

    /// <summary>Whoever asked may not look members up.</summary>
    public sealed record Denied(Denial Why) : CodeOutcome;
}
