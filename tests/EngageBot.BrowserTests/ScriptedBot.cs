using System.Collections.Concurrent;
using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;

namespace EngageBot.BrowserTests;

/// <summary>A bot of a few lines: enough words, buttons and bold to look at the page with.</summary>
internal sealed class ScriptedBot
{
    private readonly ConcurrentDictionary<string, string> _languages = new();
    private readonly ConcurrentDictionary<string, string> _asked = new();

    /// <summary>What a turn waits for before it answers; set to hold an answer back.</summary>
    public Task Before { get; set; } = Task.CompletedTask;

    public HandleEvent Handle(Outbox outbox) => async (scope, happened) =>
    {
        await Before;
        var place = 0;
        foreach (var message in Answer(happened))
            await outbox.AddAsync(scope, new(ChatServer.Business, happened.AccountId, happened.ChatKey, null,
                string.Create(CultureInfo.InvariantCulture, $"{happened.Id}:{place++}"), OutboundKind.Reply, message));
        return null;
    };

    /// <summary>The button's token, as long as a real one.</summary>
    private static string Token(string word) => word.PadRight(30, '_');

    private List<OutgoingMessage> Answer(InboundEvent happened)
    {
        var chat = happened.ChatKey;
        return happened.Content switch
        {
            InboundContent.Opened opened => Welcome(chat, opened.From),
            InboundContent.Said said when said.Words.StartsWith("/language", StringComparison.Ordinal) => [Ask("Which language suits you?", ("English", "en"), ("Русский", "ru"), ("Shqip", "sq"))],
            InboundContent.Said { Words: "/menu" } => [Menu(chat)],
            InboundContent.Said { Words: "points" } => [Points()],
            InboundContent.Said { Words: "phone" } => [Phone()],
            InboundContent.Said { Words: "scale" } => [Scale()],
            InboundContent.Said { Words: "silence" } => [],
            InboundContent.Said said => [Say($"You wrote: {said.Words}")],
            InboundContent.Tapped tapped => Tap(chat, tapped.Token.TrimEnd('_')),
            InboundContent.SharedPhoto => [Say("A fine picture, thank you.")],
            _ => [],
        };
    }

    private List<OutgoingMessage> Welcome(string chat, Sender from)
    {
        _languages[chat] = from.Language ?? "en";
        var hello = from.Name is null ? "Hello! I am Kafe Luna's assistant." : $"Hello, {from.Name}! I am Kafe Luna's assistant.";
        return [Say(hello + "\nI keep your points, know our shops and call a person when you want one."), Menu(chat)];
    }

    private OutgoingMessage Menu(string chat) => _languages.GetValueOrDefault(chat) switch
    {
        "sq" => Ask("Çfarë t'ju tregojmë?", ("Pikët e mia", "points"), ("Dyqanet", "shops"), ("Flas me një person", "person")),
        "ru" => Ask("Что показать?", ("Мои баллы", "points"), ("Магазины", "shops"), ("Позвать человека", "person")),
        _ => Ask("What would you like to see?", ("My points", "points"), ("Shops", "shops"), ("Talk to a person", "person")),
    };

    private List<OutgoingMessage> Tap(string chat, string word)
    {
        _asked[chat] = word;
        if (word is not ("en" or "ru" or "sq"))
            return word switch
            {
                "points" => [Points(), Menu(chat)],
                "shops" => [Say("Kafe Luna, Rruga e Kavajës 12\nToday 08:00–22:00, +355 69 123 4567\nhttps://kafeluna.example/shops")],
                _ => [Say($"You chose: {word}")],
            };
        _languages[chat] = word;
        return [Say(word switch { "sq" => "U krye. Tani e tutje shkruajmë shqip.", "ru" => "Готово. Дальше пишем по-русски.", _ => "Done. From now on we write in English." }), Menu(chat)];
    }

    private static OutgoingMessage Points()
    {
        const string words = "You have 1,240 points.\n300 of them expire on 31 March.\nAll your points: /history";
        return new() { Text = new(words, [new(9, 12)]), Language = "en" };
    }

    private static OutgoingMessage Phone() =>
        new() { Text = FormattedText.FromPlain("Which number may we call?"), Expect = Expect.Contact, Language = "en" };

    private static OutgoingMessage Scale() => new()
    {
        Text = FormattedText.FromPlain("How likely is it that you recommend us, from 0 to 10?"),
        Language = "en",
        InRows = true,
        Expect = Expect.Words,
        Buttons = [.. Enumerable.Range(0, 11).Select(n => new Button(n.ToString(CultureInfo.InvariantCulture), Token($"n{n}")))],
    };

    private static OutgoingMessage Say(string words) => new() { Text = FormattedText.FromPlain(words), Language = "en" };

    private static OutgoingMessage Ask(string words, params (string Label, string Word)[] choices) => new()
    {
        Text = FormattedText.FromPlain(words),
        Language = "en",
        Expect = Expect.Words,
        Buttons = [.. choices.Select(c => new Button(c.Label, Token(c.Word)))],
    };
}
