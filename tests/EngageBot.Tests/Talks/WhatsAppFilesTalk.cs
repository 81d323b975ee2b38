using System.Text.Json.Nodes;

namespace EngageBot.Tests.Talks;

public sealed class WhatsAppFilesTalk
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[200]];

    [Fact]
    public async Task A_customers_picture_reaches_the_staff_on_telegram_and_a_managers_file_reaches_the_customer()
    {
        await using var bot = await WhatsAppBotInTest.StartAsync();
        var ben = bot.WhatsApp.User("Ben");
        await ben.SendsAsync("/human");
        await ben.SendsAsync("My cup is broken");
        var shown = await bot.StaffRoom.WaitForTextAsync("My cup is broken");
        await bot.StaffRoom.SaysAsync(bot.Drita, "Can you show it?", replyTo: shown);
        await ben.WaitForTextAsync("Can you show it?");

        bot.WhatsApp.Files["777001"] = Jpeg;
        await ben.SendsFieldsAsync("image", new JsonObject { ["id"] = "777001", ["mime_type"] = "image/jpeg", ["caption"] = "here it is" });
        await bot.StaffRoom.WaitForTextAsync("here it is");
        var picture = await bot.StaffRoom.WaitAsync(m => m.Kind == "photo", "the picture");
        Assert.Equal(Jpeg, picture.Upload);

        bot.Telegram.Files["refund"] = "%PDF-1.7 refund"u8.ToArray();
        await bot.StaffRoom.AnswersWithAsync(bot.Drita, shown, new JsonObject { ["document"] = new JsonObject { ["file_id"] = "refund", ["file_unique_id"] = "u", ["file_name"] = "Refund.pdf", ["file_size"] = 15 } });
        var document = await ben.WaitAsync(m => m.Kind == "document", "the file");
        var sent = document.Body.GetProperty("document");
        Assert.Equal("Refund.pdf", sent.GetProperty("filename").GetString());
        Assert.Equal("application/pdf", bot.WhatsApp.Uploads[sent.GetProperty("id").GetString()!].Type);
        Assert.Empty(bot.WhatsApp.Violations);
        Assert.Empty(bot.Telegram.Violations);
    }
}
