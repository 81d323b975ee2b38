using EngageBot.Conversations.Policy;
using EngageBot.Storage;

namespace EngageBot.Tests.Conversations.Policy;

/// <summary>A share of the contacts is the same one at every question.</summary>
public sealed class StickyShareTests
{
    [Fact]
    public void Everybody_stands_where_they_stood_and_elsewhere_in_another_scope()
    {
        var ana = new ContactId(Guid.Parse("019a0000-0000-7000-8000-000000000001"));
        // SHA-256 of "play:birthday:019a0000-0000-7000-8000-000000000001", by hand.
        Assert.Equal(ByHand("play:birthday:019a0000-0000-7000-8000-000000000001"), StickyShare.Of("play:birthday", ana), 12);
        Assert.NotEqual(StickyShare.Of("play:birthday", ana), StickyShare.Of("play:news", ana));
    }

    [Fact]
    public void A_tenth_is_about_a_tenth_and_shares_leave_nobody_twice()
    {
        var contacts = Enumerable.Range(0, 20_000).Select(i => new ContactId(new Guid(i, 7, 1, 0, 0, 0, 0, 0, 0, 0, 1))).ToList();
        Assert.InRange(contacts.Count(c => StickyShare.IsIn("x", c, 10)), 1_800, 2_200);
        Assert.All(contacts, c => Assert.Equal(StickyShare.IsIn("x", c, 10), StickyShare.Among("x", c, 10, 45, 45) == 0));
        Assert.DoesNotContain(contacts, c => StickyShare.Among("x", c, 10, 45, 45) < 0);
        Assert.DoesNotContain(contacts, c => StickyShare.IsIn("x", c, 0));
        Assert.All(contacts, c => Assert.True(StickyShare.IsIn("x", c, 100)));
    }

    private static double ByHand(string text) =>
        Convert.ToUInt64(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16], 16) / Math.Pow(2, 64);
}
