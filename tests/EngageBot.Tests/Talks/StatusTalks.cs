using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A status that was bought ends: its holder is told once before, and nothing renews it in silence.</summary>
[Trait("Row", "S13")]
public sealed class StatusTalks
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "then it ends by itself")]
    [InlineData("ru", "и закончится сам")]
    [InlineData("sq", "dhe mbaron vetë")]
    public async Task The_end_of_a_status_is_told_once_before_it_and_then_it_is_over(string language, string notice)
    {
        var clock = new TestClock();
        await using var host = await EngageHost.StartAsync(clock, settings: ["--demo=false"]);
        var talk = new HouseTalk(host);
        await talk.SaysAsync("/help");
        var (store, directory) = (host.Services.GetRequiredService<IStore>(), host.Services.GetRequiredService<BusinessDirectory>());
        var business = directory.Business.Id;
        var member = await store.WriteAsync(async scope =>
        {
            var contact = new ContactId(Guid.Parse((string)scope.Command("SELECT contact_id FROM chats WHERE external_id = 'house-talk'").ExecuteScalar()!));
            scope.Command("UPDATE contacts SET language = @language WHERE id = @id").Set("@language", language).Set("@id", contact.ToString()).ExecuteNonQuery();
            JoinProgramme.Join(scope, business, contact, clock.GetUtcNow());
            var vip = new StatusRule("vip", ImmutableSortedDictionary<string, string>.Empty.Add("en", "VIP"), 5) { FeeMinor = 5000, NoticeDays = 2 };
            Programmes.Publish(scope, business, ProgrammeRules.Default with { Statuses = [vip] }, clock.GetUtcNow());
            Assert.IsType<StatusOutcome.Started>(await host.Services.GetRequiredService<BuyStatus>().BuyAsync(
                scope, new Actor.System("test"), new(business, directory.Shops[0].Id, contact, Programmes.Points, "vip", "S-1", 5000, directory.Business.Currency), clock.GetUtcNow()));
            return contact;
        }, Cancellation);
        Assert.Equal(0, await ToldAsync(host));
        clock.Advance(TimeSpan.FromDays(1));
        await SweepAsync(host);
        Assert.Equal(0, await ToldAsync(host));
        clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync(host);
        await SweepAsync(host);
        Assert.Equal(1, await ToldAsync(host));
        await SpineUnderTest.PassTimeUntilAsync(clock, async () => await SaidAsync(store, notice) > 0, Cancellation);
        Assert.Equal(1, await SaidAsync(store, notice));
        await talk.SaysAsync("/level");
        Assert.Contains("VIP", talk.Words, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromDays(3));
        await SweepAsync(host);
        await talk.SaysAsync("/level");
        Assert.DoesNotContain("VIP", talk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM member_statuses WHERE contact_id = '{member}'"));    // nobody renewed it
        Assert.Equal(1, await ToldAsync(host));
    }

    private static Task<int> SweepAsync(EngageHost host) => host.Services.GetRequiredService<StatusClock>().SweepAsync(Cancellation);

    private static Task<long> ToldAsync(EngageHost host) => host.CountAsync("SELECT COUNT(*) FROM inbox WHERE external_id LIKE 'status:%:ending:%'");

    private static async Task<long> SaidAsync(IStore store, string words) => (await store.ReadRowsAsync(
        "SELECT content FROM outbox WHERE chat_key = 'house-talk'", _ => { }, row => EngageBot.Messaging.MessagingJson.ReadOutgoing(row.GetString(0)).Text.Plain, Cancellation))
        .Count(text => text.Contains(words, StringComparison.Ordinal));
}
