using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>How joining ended.</summary>
internal abstract record JoinOutcome
{
    private JoinOutcome() { }

    /// <param name="WelcomePoints">What the programme gives for joining; usable at once.</param>
    public sealed record Joined(long WelcomePoints) : JoinOutcome;

    public sealed record AlreadyMember : JoinOutcome;
}

/// <summary>Makes a contact a member and gives what the programme gives for it.</summary>
internal static class JoinProgramme
{
    public static JoinOutcome Join(WriteScope scope, BusinessId business, ContactId contact, DateTimeOffset now, bool welcome = true)
    {
        PointsLedger.Lock(scope, business);
        var joined = scope.Command("UPDATE contacts SET joined_at = @now WHERE id = @contact AND business_id = @business AND joined_at IS NULL")
            .Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@now", now).ExecuteNonQuery();
        if (joined == 0) return new JoinOutcome.AlreadyMember();
        _ = new LedgerRows(scope).Accounts(business, contact, Wallets.Default);
        var programme = Programmes.At(scope, business, now);
        var points = welcome ? programme.Rules.WelcomePoints : 0;
        if (points == 0 || BalanceQuery.Home(scope, contact) is not var (_, zone)) return new JoinOutcome.Joined(0);
        var outcome = new PointsLedger(scope).Post(new(business, contact, points, TransferReason.Welcome, $"welcome:{contact}", now)
        {
            ExpiresAt = EarnRules.ExpiresAt(programme.Rules.Expiry, now, zone), Rule = "welcome " + points.ToString(CultureInfo.InvariantCulture), RuleVersion = programme.Version,
        });
        return new JoinOutcome.Joined(outcome is PostOutcome.Posted ? points : 0);    // left and came back: the welcome was given before
    }
}
