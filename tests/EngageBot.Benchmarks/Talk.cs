using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace EngageBot.Benchmarks;

/// <summary>How many messages each turn is answered with.</summary>
internal sealed record Answers(int[] OfJoining, int[] OfScript);

/// <summary>One customer who talks as a script says, and knows from a first talk how many messages each turn is answered with.</summary>
internal sealed class Talk(FakeApi api, Func<byte[], Task> deliver, long chat)
{
    /// <summary>Twelve turns a member really takes: look around, check the balance twice, read, choose a language, go on.</summary>
    public static IReadOnlyList<string> Script { get; } =
        ["/menu", "/balance", "/contacts", "/help", "/language", "Русский", "/balance", "/menu", "/contacts", "/language", "English", "/help"];

    private readonly ChannelReader<string> _inbox = api.Inbox(chat);

    /// <summary>How a customer becomes a member with points: once, before anything is measured.</summary>
    private static readonly string[] Joining = ["/join", "I agree", "Skip", "Skip", "Skip", "Skip", "Skip", "Skip"];

    /// <summary>Counts the answers to each turn, joining first, by waiting until the bot is quiet; only for the first talk.</summary>
    public async Task<Answers> LearnAsync()
    {
        return new Answers(await CountAsync(Joining), await CountAsync(Script));

        async Task<int[]> CountAsync(IReadOnlyList<string> words)
        {
            var counts = new int[words.Count];
            for (var turn = 0; turn < words.Count; turn++)
            {
                await deliver(Update(words[turn]));
                while (await NextWithinAsync(TimeSpan.FromMilliseconds(counts[turn] == 0 ? 5000 : 400))) counts[turn]++;
            }
            return counts;
        }
    }

    /// <summary>Becomes a member.</summary>
    public async Task JoinAsync(Answers answers)
    {
        for (var turn = 0; turn < Joining.Length; turn++) await TakeAsync(Joining[turn], answers.OfJoining[turn]);
    }

    /// <summary>Takes one turn of the script and waits for its last answer.</summary>
    public Task TakeAsync(int turn, Answers answers) => TakeAsync(Script[turn % Script.Count], answers.OfScript[turn % Script.Count]);

    private async Task TakeAsync(string words, int answers)
    {
        await deliver(Update(words));
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
        var entities = words[0] == '/' ? string.Create(CultureInfo.InvariantCulture,
            $$""","entities":[{"type":"bot_command","offset":0,"length":{{words.Length}}}]""") : "";
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""
            {"update_id":{{id}},"message":{"message_id":{{id}},"from":{"id":{{chat}},"is_bot":false,"first_name":"Ben","language_code":"en"},
            "chat":{"id":{{chat}},"first_name":"Ben","type":"private"},"date":1700000000,"text":{{JsonSerializer.Serialize(words)}}{{entities}} } }
            """));
    }
}
