using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Points and vouchers given in a case: within what the role may, and the ledger says for which case.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>What the ledger calls the cause of whatever is given in a case.</summary>
    public static string CauseOf(Case of) => $"case:{of.Id}";

    /// <param name="key">The same grant is given once.</param>
    public async ValueTask<CaseOutcome> GrantPointsAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, long points, string note, string key, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (Granter(scope, by, of, now, out var role) is { } denial) return new CaseOutcome.Denied(denial);
        var reference = $"{CauseOf(of)}:{key}";
        if (CaseEntries.Has(scope, of.Id, $"grant:{key}")) return new CaseOutcome.Done(of);
        var most = Times(scope, business, now).Rules.LimitOf(role);
        if (points < 1 || points > AdjustPoints.Most || points > most - Given(scope, of)) return new CaseOutcome.OverLimit(Math.Max(0, most - Given(scope, of)));
        var wanted = new Adjustment(business, of.ContactId, points, note, reference, now) { Cause = CauseOf(of), Shop = of.ShopId };
        switch (AdjustPoints.Run(scope, by.Who, wanted, now))
        {
            case AdjustOutcome.Denied denied:
                return new CaseOutcome.Denied(denied.Why);
            case AdjustOutcome.TooMany:
                return new CaseOutcome.OverLimit(0);
            default:
                CaseEntries.Add(scope, of, EntryKind.Grant, by, FormattableString.Invariant($"{points} points: {note}"), now, $"grant:{key}");
                await TellCustomerAsync(scope, of, new("granted", $"grant:{key}") { Points = points, OfPerson = true }, now);
                return new CaseOutcome.Done(Settle(scope, of with { LastWordAt = now }, now));
        }
    }

    /// <param name="reward">The reward's key.</param>
    /// <param name="key">The same grant is given once.</param>
    public async ValueTask<CaseOutcome> GrantVoucherAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, string reward, string key, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (Granter(scope, by, of, now, out _) is { } denial) return new CaseOutcome.Denied(denial);
        if (CaseEntries.Has(scope, of.Id, $"grant:{key}")) return new CaseOutcome.Done(of);
        var occasion = $"case:{of.Number}:{key}";
        switch (await vouchers.IssueAsync(scope, by.Who, new(business, of.ContactId, reward, WholeText.Cut(occasion, 100), CauseOf(of)), now))
        {
            case IssueOutcome.Issued or IssueOutcome.AlreadyIssued:
                CaseEntries.Add(scope, of, EntryKind.Grant, by, $"voucher: {reward}", now, $"grant:{key}");
                await ShowVoucherAsync(scope, by, of, reward, key, now);
                return new CaseOutcome.Done(Settle(scope, of with { LastWordAt = now }, now));
            case IssueOutcome.Denied denied:
                return new CaseOutcome.Denied(denied.Why);
            default:
                return new CaseOutcome.Unknown();
        }
    }

    /// <summary>While a person has the word in the chat the dialog of vouchers waits: then it is said at once under the person's name, and the code follows.</summary>
    private async ValueTask ShowVoucherAsync(WriteScope scope, CaseHand by, Case of, string reward, string key, DateTimeOffset now)
    {
        if (!CaseChats.Standing(scope, of).Held || of.ChatId is not { } chat || CaseChats.Address(scope, chat) is not { } address) return;
        var (language, name) = (CaseChats.LanguageOf(scope, of), RuleBook.At(scope, of.BusinessId, RewardRules.Kind, reward, now)?.Rules.Name);
        var title = name is null ? "" : InLanguage.Of(name, language);
        var words = language switch
        {
            "ru" => $"Вам купон: {title}. Он уже здесь: /vouchers",
            "sq" => $"Një kupon për ju: {title}. E gjeni këtu: /vouchers",
            _ => $"A voucher for you: {title}. You will find it here: /vouchers",
        };
        await inbox.AddAsync(scope, new(address.Account, $"case:{of.Id}:voucher:{key}", address.ChatKey,
            new InboundContent.StaffReplied(by.Name ?? of.OwnerName ?? "", words, "", "") { Case = new(of.Number, of.Title) }));
    }

    /// <summary>Only somebody the rows know gives: who merely sits in the staff chat does not.</summary>
    private static Denial? Granter(WriteScope scope, CaseHand by, Case of, DateTimeOffset now, out Role role)
    {
        role = by.Who switch
        {
            Actor.Staff member => StaffRows.Find(scope, member.Id)?.Role ?? Role.Viewer,
            Actor.System { Part: "cli" } => Role.Owner,
            Actor.TillKey key => key.Role,
            _ => Role.Viewer,
        };
        if (role is not Role.Viewer) return null;
        Refusals.Write(scope, by.Who, new(Permission.AdjustPoints, of.BusinessId, Member: of.ContactId), "not_permitted", $"case:{of.Number}", now);
        return Denial.NotPermitted;
    }

    /// <summary>Points given in the case so far.</summary>
    private static long Given(RowSource source, Case of) =>
        source.Query(
            """
            SELECT COALESCE(SUM(t.amount_points), 0) FROM transfers t JOIN point_accounts a ON a.id = t.credit_account_id
            WHERE a.contact_id = @contact AND t.cause = @cause
            """,
            command => command.Set("@contact", of.ContactId.ToString()).Set("@cause", CauseOf(of)), row => row.Read() ? row.GetInt64(0) : 0);
}
