using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A child's birthday is kept by a consent of its own, and deleted by one tap.</summary>
[Trait("Row", "S40")]
public sealed class ChildrenTalks
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "yes", "5 November", "Kept. It can be seen and deleted here", "5 November", "delete")]
    [InlineData("ru", "да", "5 ноября", "Запомнили.", "5 ноября", "удалить")]
    [InlineData("sq", "po", "5 nëntor", "U ruajt.", "5 nëntor", "fshi")]
    public async Task A_day_and_a_month_are_kept_with_the_words_that_were_agreed_to_and_nothing_is_left_after_a_delete(string language, string yes, string day, string kept, string shown, string delete)
    {
        await using var host = await EngageHost.StartAsync(settings: ["--demo=false"]);
        var talk = new HouseTalk(host);
        await talk.SaysAsync("/help");
        await host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            var contact = new ContactId(Guid.Parse((string)scope.Command("SELECT contact_id FROM chats WHERE external_id = 'house-talk'").ExecuteScalar()!));
            JoinProgramme.Join(scope, host.Services.GetRequiredService<BusinessDirectory>().Business.Id, contact, DateTimeOffset.UnixEpoch);
            scope.Command("UPDATE contacts SET language = @language").Set("@language", language).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        await talk.SaysAsync("/children");
        Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM child_birthdays"));
        await talk.SaysAsync(yes);
        await talk.SaysAsync(day);
        Assert.Contains(kept, talk.Words, StringComparison.Ordinal);
        Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM child_birthdays WHERE birthday = '11-05' AND length(wording) > 40"));
        await talk.SaysAsync("/children");
        Assert.Contains(shown, talk.Words, StringComparison.Ordinal);
        await talk.SaysAsync(delete);
        Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM child_birthdays"));
    }
}
