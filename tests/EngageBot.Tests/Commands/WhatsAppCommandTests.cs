using EngageBot.Tests.Support;

namespace EngageBot.Tests.Commands;

/// <summary>Further numbers of the WhatsApp app, from a terminal.</summary>
public sealed class WhatsAppCommandTests : IDisposable
{
    private const string Token = "EAAnorthnorthnorthnorthnorth2";

    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-numbers").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_number_is_added_by_its_name_with_a_token_that_is_typed_and_never_shown()
    {
        var (code, output) = await AddAsync(Token, "north", "106540352242923");
        Assert.True(code == 0, output);
        Assert.Contains("A bot that serves now knows of it after a restart.", output, StringComparison.Ordinal);
        var (_, listed) = await Terminal.RunAsync("whatsapp", "list", "--data", Data);
        Assert.Contains("north  106540352242923  102290129340398", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, output + listed, StringComparison.Ordinal);

        (code, output) = await AddAsync(Token, "south", "106540352242923");
        Assert.Equal(1, code);
        Assert.Contains("engagebot whatsapp list shows them", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words", "north", "106540352242923", "The token is a system user's")]
    [InlineData("", "north", "106540352242923", "The token is a system user's")]
    [InlineData(Token, "main", "106540352242923", "main is the number of the settings")]
    [InlineData(Token, "north", "+355 69 123", "WhatsApp > API setup shows it under the number")]
    public async Task What_cannot_be_is_refused_with_what_to_do(string token, string name, string number, string why)
    {
        var (code, output) = await AddAsync(token, name, number);
        Assert.Equal(2, code);
        Assert.Contains(why, output, StringComparison.Ordinal);
    }

    private string Data => Path.Combine(_folder, "data");

    private Task<(int Code, string Output)> AddAsync(string token, string name, string number) => Terminal.RunTypingAsync(
        token, "whatsapp", "add", "--name", name, "--phone-number-id", number, "--business-account-id", "102290129340398", "--data", Data);
}
