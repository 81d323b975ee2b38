using EngageBot.Channels.Telegram;
using EngageBot.Storage;
using Microsoft.Extensions.Configuration;

namespace EngageBot.Tests.Channels.Telegram;

public class TelegramSettingsTests
{
    private const string Token = "123456789:AAFabcdefghijklmnopqrstuvwxyz012345678";

    [Fact]
    public void Without_a_token_the_channel_is_off()
    {
        Assert.Null(Read([]));
        Assert.Null(Read(("Token", " ")));
        Assert.Null(Read(("Token", Token), ("Mode", "off")));
    }

    [Fact]
    public void A_token_is_all_that_polling_needs()
    {
        var settings = Read(("Token", Token))!;
        Assert.Equal(TelegramMode.Polling, settings.Mode);
        Assert.Equal("https://api.telegram.org/", settings.ApiRoot.AbsoluteUri);
        Assert.Equal(settings.ApiRoot, settings.FileRoot);
        Assert.Equal(123456789, settings.BotId);
        Assert.Null(settings.StaffChatId);
    }

    [Fact]
    public void Everything_can_be_set()
    {
        var settings = Read(
            ("Token", Token), ("Mode", "Webhook"), ("WebhookSecret", "sixteen-letters_"), ("PublicUrl", "https://bot.example.com:8443/"),
            ("StaffChatId", "-1001234567890"), ("ApiRoot", "https://api.telegram.org"), ("FileRoot", "https://files.example.com"))!;
        Assert.Equal((TelegramMode.Webhook, -1001234567890), (settings.Mode, settings.StaffChatId!.Value));
        Assert.Equal("files.example.com", settings.FileRoot.Host);
    }

    [Theory]
    [InlineData("Token", "hello", "as BotFather gives it")]
    [InlineData("Token", "123456789:short", "as BotFather gives it")]
    [InlineData("Mode", "sometimes", "polling, webhook or off")]
    [InlineData("ApiRoot", "api.telegram.org", "an address")]
    [InlineData("ApiRoot", "ftp://example.com", "an address")]
    [InlineData("FileRoot", "https://user:pass@example.com", "an address")]
    [InlineData("StaffChatId", "@staff", "the chat's number")]
    [InlineData("StaffChatId", "0", "the chat's number")]
    [InlineData("WebhookSecret", "секрет", "1 to 256")]
    [InlineData("WebhookSecret", "sixteen letters with spaces", "1 to 256")]
    [InlineData("PublicUrl", "http://bot.example.com", "https address")]
    [InlineData("PublicUrl", "https://bot.example.com:5080", "443, 80, 88 or 8443")]
    [InlineData("Tokn", "x", "is unknown; known are Token")]
    public void A_wrong_setting_stops_the_start_with_one_line_that_names_it(string name, string value, string allowed)
    {
        var all = new Dictionary<string, string?>
        {
            ["Token"] = Token, ["Mode"] = "webhook", ["WebhookSecret"] = "sixteen-letters_", ["PublicUrl"] = "https://bot.example.com", [name] = value,
        };
        var wrong = Assert.Throws<CannotStartException>(() => Read([.. all.Select(s => (s.Key, s.Value))]));
        Assert.StartsWith($"Channels:Telegram:{name} ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
        if (name is "Token" or "WebhookSecret") Assert.DoesNotContain(value, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_of_ones_own_may_deliver_to_any_address() =>
        Assert.NotNull(Read(("Token", Token), ("Mode", "webhook"), ("WebhookSecret", "sixteen-letters_"), ("PublicUrl", "http://10.0.0.5:5080"), ("ApiRoot", "http://10.0.0.6:8081")));

    private static TelegramSettings? Read(params (string Name, string? Value)[] settings) => TelegramSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Channels:Telegram:{s.Name}", s => s.Value)).Build());
}
