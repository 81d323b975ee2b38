namespace EngageBot.Loyalty.Rewards;

/// <summary>What brings a voucher without anybody asking for it.</summary>
internal enum IssueOn
{
    /// <summary>A receipt: a coupon for the next one, a gift for a large basket.</summary>
    Purchase,
    /// <summary>So much spent in a window: a certificate for large purchases.</summary>
    Spend,
    /// <summary>So many points or stamps together: they are taken and the voucher is issued.</summary>
    Target,
    /// <summary>The member's birthday.</summary>
    Birthday,
    /// <summary>A year since the first purchase.</summary>
    Anniversary,
    /// <summary>A day of the year.</summary>
    Holiday,
    /// <summary>A partner's member code, typed by the customer.</summary>
    Code,
}

/// <summary>How a reward is issued by itself; each word belongs to the <see cref="IssueOn"/> it names.</summary>
/// <param name="ReceiptAtLeast">Purchase: the receipt's amount; absent for any.</param>
/// <param name="FromReceipt">Purchase: the member's how manyeth receipt is the first to bring one.</param>
/// <param name="SpendAtLeast">Spend: the sum of receipts since the window began or the last certificate.</param>
/// <param name="WithinDays">Spend: how long the window is.</param>
/// <param name="Points">Target: how many.</param>
/// <param name="Wallet">Target: of which programme.</param>
/// <param name="Years">Anniversary: years since the first purchase; the first day is the one after the anniversary.</param>
/// <param name="ActiveDays">Anniversary: the last purchase is no older.</param>
/// <param name="EveryYears">Anniversary: the cycle in which it is given once; 0 for once in a lifetime.</param>
/// <param name="Day">Holiday: <c>MM-DD</c>.</param>
/// <param name="LeadDays">Birthday and holiday: so many days before the day.</param>
internal sealed record RewardIssue(
    IssueOn On,
    string? ReceiptAtLeast = null,
    int FromReceipt = 1,
    string? SpendAtLeast = null,
    int WithinDays = 0,
    long Points = 0,
    string? Wallet = null,
    int Years = 1,
    int ActiveDays = 365,
    int EveryYears = 1,
    string? Day = null,
    int LeadDays = 0);
