using EngageBot.Storage;
using EngageBot.Tests.Support.FakeWhatsApp;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

public sealed class WhatsAppLinkTalk
{
    [Fact]
    public async Task Whoever_joined_on_telegram_by_their_own_card_and_writes_from_that_number_on_whatsapp_is_one_member_with_two_chats()
    {
        await using var bot = await WhatsAppBotInTest.StartAsync();
        const string Phone = "355681234567";
        var there = bot.Telegram.User("Arta");
        await there.SendsAsync("/join");
        foreach (var (question, label) in Questions) await there.PressesAsync(await there.WaitForTextAsync(question), label);
        await there.SharesContactAsync(Phone);
        await there.PressesAsync(await there.WaitForTextAsync("birthday"), "Skip");
        await there.WaitForTextAsync("Done, Arta");

        var here = bot.WhatsApp.User("Arta", waId: Phone);
        await here.SendsAsync("/join");
        foreach (var (question, label) in Questions) await here.PressesAsync(await here.WaitForTextAsync(question), label);
        await here.PressesAsync(await here.WaitForTextAsync("birthday"), "Skip");
        await here.WaitForTextAsync("We found your earlier card");
        Assert.Equal(1, await bot.Host.CountAsync($"SELECT COUNT(DISTINCT contact_id) FROM chats WHERE external_id IN ('{there.Key}', '{Phone}')"));
        Assert.Equal(2, await bot.Host.CountAsync($"SELECT COUNT(*) FROM chats WHERE external_id IN ('{there.Key}', '{Phone}')"));
        Assert.Equal(1, await bot.Host.CountAsync($"SELECT COUNT(*) FROM contacts WHERE phone = '+{Phone}'"));
    }

    [Fact]
    public async Task Two_members_who_turn_out_to_be_one_keep_their_cards_go_on_in_one_chat_and_staff_are_told_to_decide()
    {
        const string Id = "AL.77001122334455";
        await using var bot = await WhatsAppBotInTest.StartAsync();
        var (byId, byPhone) = (bot.WhatsApp.User("Ben", waId: "", userId: Id), bot.WhatsApp.User("Ben", waId: "355681234568"));
        foreach (var ben in (FakeWhatsAppUser[])[byId, byPhone])
        {
            await ben.SendsAsync("/contacts");
            await ben.WaitForTextAsync("+355");
        }
        await bot.Host.Services.GetRequiredService<IStore>().WriteAsync(scope => ValueTask.FromResult(
            scope.Command($"UPDATE contacts SET joined_at = 1 WHERE id IN (SELECT contact_id FROM chats WHERE external_id IN ('{Id}', '355681234568'))").ExecuteNonQuery()), TestContext.Current.CancellationToken);
        byPhone.UserId = Id;
        await byPhone.SendsAsync("/help");
        await bot.StaffRoom.WaitForTextAsync("WhatsApp says that two members are one person");
        Assert.Equal(2, await bot.Host.CountAsync($"SELECT COUNT(DISTINCT contact_id) FROM chats WHERE external_id IN ('{Id}', '355681234568')"));
        Assert.Equal(1, await bot.Host.CountAsync($"SELECT COUNT(*) FROM chats WHERE external_id IN ('{Id}', '355681234568') AND unreachable_at IS NULL"));
    }

    private static readonly (string Question, string Label)[] Questions =
    [
        ("Do you agree?", "Yes, I agree"), ("send you offers", "No, thanks"), ("how your visit was", "No, thanks"), ("Shall we call you Arta?", "Yes, that's it"), ("Does that suit you?", "Yes, English"),
    ];
}
