using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace EngageBot.Benchmarks;

/// <summary>One customer who talks as a script says, and knows from a first talk how many messages each turn is answered with.</summary>
internal sealed class Talk(FakeApi api, Func<byte[], Task> deliver, long chat, bool onWhatsApp = false)
{
    /// <summary>Twelve turns a customer really takes: look around, check the balance twice, read, choose a language, go on.</summary>
    public static IReadOnlyList<string> Script { get; } =
        ["/menu", "/balance", "/contacts", "/help", "/language", "Русский", "/balance", "/menu", "/contacts", "/language", "English", "/help"];

    private readonly ChannelReader<string> _inbox = api.Inbox(chat);

    /// <summary>Counts the answers to each turn by waiting until the bot is quiet; only for the first talk.</summary>
    public async Task<int[]> LearnAsync()
    {
        var counts = new int[Script.Count];
        for (var turn = 0; turn < Script.Count; turn++)
        {
            await deliver(Update(Script[turn]));
            while (await NextWithinAsync(TimeSpan.FromMilliseconds(counts[turn] == 0 ? 5000 : 400))) counts[turn]++;
        }
        return counts;
    }

    /// <summary>Takes one turn and waits for its last answer.</summary>
    public async Task TakeAsync(int turn, int answers)
    {
        await deliver(Update(Script[turn]));
        for (var n = 0; n < answers; n++) await _inbox.ReadAsync();
    }

    private async Task<bool> NextWithinAsync(TimeSpan patience)
    {
        using var wait = new CancellationTokenSource(patience);
        try
        {
            await _inbox.ReadAsync(wait.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private byte[] Update(string words)
    {
        var id = api.NextUpdateId();
        if (onWhatsApp) return Webhook(words, id);
        var entities = words[0] == '/' ? string.Create(CultureInfo.InvariantCulture,
            $$""","entities":[{"type":"bot_command","offset":0,"length":{{words.Length}}}]""") : "";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""
            {"update_id":{{id}},"message":{"message_id":{{id}},"from":{"id":{{chat}},"is_bot":false,"first_name":"Ben","language_code":"en"},
            "chat":{"id":{{chat}},"first_name":"Ben","type":"private"},"date":1700000000,"text":{{JsonSerializer.Serialize(words)}}{{entities}} } }
            """));
    }

    private byte[] Webhook(string words, long id) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$"""
        {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
        "metadata":{"display_phone_number":"15550783881","phone_number_id":"{{BotProcess.PhoneNumberId}}"},"contacts":[{"profile":{"name":"Ben"},"wa_id":"{{chat}}"}],
        "messages":[{"from":"{{chat}}","id":"wamid.in{{id}}","timestamp":"{{Now}}","type":"text","text":{"body":{{JsonSerializer.Serialize(words)}} } }] } }] }] }
        """));

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
