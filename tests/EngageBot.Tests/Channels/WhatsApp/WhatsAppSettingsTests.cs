using EngageBot.Channels.WhatsApp;
using EngageBot.Storage;
using EngageBot.Tests.Support.FakeWhatsApp;
using Microsoft.Extensions.Configuration;

namespace EngageBot.Tests.Channels.WhatsApp;

public class WhatsAppSettingsTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["PhoneNumberId"] = FakeWhatsAppServer.PhoneNumberId, ["BusinessAccountId"] = FakeWhatsAppServer.BusinessAccountId, ["AccessToken"] = FakeWhatsAppServer.AccessToken,
        ["AppSecret"] = FakeWhatsAppServer.AppSecret, ["VerifyToken"] = FakeWhatsAppServer.VerifyToken,
    };

    [Fact]
    public void Without_a_number_or_a_token_the_channel_is_off_and_with_them_it_is_on()
    {
        Assert.Null(Read([]));
        Assert.Null(Read(new(Good) { ["Mode"] = "off" }));
        Assert.Equal("v24.0", Read(Good)!.GraphVersion);
        Assert.Equal("v25.0", Read(new(Good) { ["GraphVersion"] = "v25.0" })!.GraphVersion);
    }

    [Theory]
    [InlineData("PhoneNumberId", "+355 69 123"), InlineData("PhoneNumberId", ""), InlineData("BusinessAccountId", "x"), InlineData("AccessToken", "two words"), InlineData("AppSecret", "short"),
     InlineData("VerifyToken", "ë"), InlineData("ApiRoot", "ftp://x"), InlineData("GraphVersion", "24"), InlineData("Mode", "polling"), InlineData("PhoneNumber", "1")]
    public void A_wrong_or_unknown_setting_stops_the_start_with_one_line_that_names_it(string name, string value)
    {
        var error = Assert.Throws<CannotStartException>(() => Read(new(Good) { [name] = value }));
        Assert.StartsWith($"Channels:WhatsApp:{name} ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Whatever_prints_the_settings_prints_no_secret()
    {
        var text = Read(Good)!.ToString();
        Assert.All((string[])[FakeWhatsAppServer.AccessToken, FakeWhatsAppServer.AppSecret, FakeWhatsAppServer.VerifyToken], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.DoesNotContain(FakeWhatsAppServer.AccessToken, new WhatsAppNumber(new(1, default, "whatsapp", "main"), "1", "2", FakeWhatsAppServer.AccessToken).ToString(), StringComparison.Ordinal);
    }

    private static WhatsAppSettings? Read(Dictionary<string, string?> settings) => WhatsAppSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Channels:WhatsApp:{s.Key}", s => s.Value)).Build());
}
