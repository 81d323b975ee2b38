using System.Collections.Immutable;
using EngageBot.Loyalty.Rewards;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>When vouchers begin and end, in the business's days.</summary>
public sealed class VoucherSpanTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");
    private static readonly DateTimeOffset Now = new(2026, 3, 16, 9, 0, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData(null, 1, null, "2026-04-15")]
    [InlineData(30, null, null, "2026-04-15")]
    [InlineData(null, null, "2026-12-31", "2026-12-31")]
    public void A_voucher_is_good_for_days_months_or_to_a_date(int? days, int? months, string? until, string last) =>
        Assert.Equal(DateOnly.Parse(last, null), Of(new(days, months, until is null ? null : DateOnly.Parse(until, null)))!.Value.LastDay(Zone));

    [Theory, Trait("Row", "S41")]
    [InlineData("03-20", "2026-03-13", "2026-03-27")]
    [InlineData("03-10", "2026-03-03", "2026-03-17")]
    [InlineData("03-08", "2027-03-01", "2027-03-15")]
    [InlineData("02-29", "2027-02-21", "2027-03-07")]
    public void A_birthday_service_is_good_around_the_birthday_only(string birthday, string first, string last)
    {
        var span = VoucherSpan.Of(Rules(new(Birthday: 7)), birthday, Now, Zone)!.Value;
        var from = EngageBot.Businesses.LocalDays.StartOf(DateOnly.Parse(first, null), Zone);
        Assert.Equal((from < Now ? Now : from, DateOnly.Parse(last, null)), (span.From, span.LastDay(Zone)));
    }

    [Fact]
    public void A_birthday_nobody_knows_gives_no_birthday_service() => Assert.Null(Of(new(Birthday: 7)));

    [Fact, Trait("Row", "S45")]
    public void A_promotions_vouchers_end_with_it()
    {
        var rules = Rules(new(Days: 30)) with { From = new(2026, 3, 1), To = new(2026, 3, 20), Purpose = PromotionPurpose.ClearStock };
        Assert.Equal(new DateOnly(2026, 3, 20), VoucherSpan.Of(rules, null, Now, Zone)!.Value.LastDay(Zone));
        Assert.Null(VoucherSpan.Of(rules, null, Now.AddDays(5), Zone));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(8)]
    [InlineData(3)]
    [InlineData(1)]
    public void The_owner_is_told_twice_before_the_end_and_never_after_it(int days)
    {
        var span = Of(new(days))!.Value;
        var (first, second) = (span.NoticeAt(0, Zone)!.Value, span.NoticeAt(1, Zone)!.Value);
        Assert.True(span.From < first && first <= second && second < span.Until);
        Assert.Null(span.NoticeAt(2, Zone));
    }

    private static VoucherSpan? Of(RewardValidity valid) => VoucherSpan.Of(Rules(valid), null, Now, Zone);

    private static RewardRules Rules(RewardValidity valid) => new(ImmutableSortedDictionary<string, string>.Empty.Add("en", "A"), new(GiftKind.Gift), Valid: valid);
}
