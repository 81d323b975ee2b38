using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using EngageBot.Complaints;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Plays;

namespace EngageBot.Tests.Complaints;

/// <summary>One complaint from the first angry word to the second rating, in each language; every word of it stands in a file beside this one.</summary>
/// <remarks>UPDATE_TRANSCRIPTS=1 writes the files anew; read them as the customer would.</remarks>
public sealed class WholeComplaintTests : IAsyncLifetime
{
    /// <summary>What people say; the bot's words are the program's own.</summary>
    private sealed record Words(
        string Angry, string Category, string Apology, string Thanks, string More, string Planned, string BenAnswers, string NotQuite, string Missing, string AllDone, string Solved);

    private static Words In(string language) => language switch
    {
        "ru" => new("Безобразие! Кофе опять холодный, и никому нет дела", "Обслуживание", "Здравствуйте! Нам очень жаль. Покажите, пожалуйста, чек: мы вернём деньги.", "Вот чек", "И когда вернёте?",
            "вернуть деньги на карту", "Деньги вернутся на карту завтра к полудню.", "Не совсем", "Деньги ещё не пришли", "Деньги уже на карте, проверьте, пожалуйста.", "Решено"),
        "sq" => new("Turp! Kafja prapë e ftohtë dhe askush nuk u interesua", "Shërbimi", "Mirëdita! Na vjen shumë keq. Na tregoni, ju lutemi, faturën: do t'ju kthejmë paratë.", "Ja fatura", "Dhe kur m'i ktheni?",
            "t'i kthejmë paratë në kartë", "Paratë kthehen në kartë nesër deri në mesditë.", "Jo krejt", "Paratë ende nuk kanë ardhur", "Paratë janë tashmë në kartë, ju lutemi shikojeni.", "U zgjidh"),
        _ => new("This is outrageous! The coffee was cold again and nobody cared", "How we served", "Hello! We are very sorry. Please show us the receipt: we will give the money back.", "Here is the receipt", "And when do I get it?",
            "give the money back to the card", "The money comes back to the card by noon tomorrow.", "Not quite", "The money has not come yet", "The money is on the card now, please have a look.", "Solved"),
    };

    private readonly StringBuilder _told = new();
    private CaseWorld _cases = null!;
    private ContactId _arta;
    private string _chat = "";
    private int _read;

    public async ValueTask InitializeAsync() => _cases = await CaseWorld.OpenAsync(CaseWorld.At("2026-03-13 22:40"));

    public ValueTask DisposeAsync() => _cases.DisposeAsync();

    [Theory, InlineData("en"), InlineData("ru"), InlineData("sq")]
    [Trait("Row", "S181"), Trait("Row", "S185"), Trait("Row", "S225"), Trait("Row", "S250"), Trait("Row", "S252"), Trait("Row", "S253"), Trait("Row", "S255")]
    public async Task A_complaint_is_heard_promised_answered_handed_over_escalated_and_ends_when_the_customer_says_so(string language)
    {
        var say = In(language);
        var (mira, ben, olga) = await BeginAsync(language);

        await CustomerAsync(say.Angry);
        await TapsAsync(say.Category);
        await PictureAsync();
        var of = (await _cases.Store.ReadAsync(connection => ValueTask.FromResult(CaseRows.OfContact(connection, _arta)), Cancellation)).Single();
        await UntilAsync("2026-03-16 10:35", "Saturday is a holiday, Sunday is closed; nobody writes on Monday morning");

        await StaffAsync(mira, "Mira", say.Apology);
        await CustomerAsync(say.Thanks);
        await PictureAsync();
        Tell("Mira gives 200 points in the case, and hands it over to Ben.");
        await DoneAsync(scope => _cases.Desk.GrantPointsAsync(scope, _cases.Hand(scope, mira.Id), _cases.Business, of.Id, 200, "cold coffee", "sorry", _cases.Now));
        await DoneAsync(scope => _cases.Desk.HandOverAsync(scope, _cases.Hand(scope, mira.Id), _cases.Business, of.Id, ben.Id, new(say.Apology, say.Planned, say.Planned), _cases.Now));
        await DoneAsync(scope => _cases.Desk.AcceptAsync(scope, _cases.Hand(scope, ben.Id), _cases.Business, of.Id, _cases.Now));
        await CustomerAsync(say.More);
        await UntilAsync("2026-03-16 16:35", "Ben is silent");
        Assert.Equal(CaseState.Escalated, (await _cases.CaseAsync(of)).State);

        await StaffAsync(ben, "Ben", say.BenAnswers);
        await StaffAsync(ben, "Ben", "/done");
        await TapsAsync(say.NotQuite);
        await CustomerAsync(say.Missing);
        var reopened = await _cases.CaseAsync(of);
        Assert.Equal((CaseState.Reopened, "Ben", 1), (reopened.State, reopened.OwnerName, reopened.Reopens));
        await StaffAsync(ben, "Ben", say.AllDone);
        await StaffAsync(ben, "Ben", "/done");
        await TapsAsync(say.Solved);
        await TapsAsync("2");
        await UntilAsync("2026-03-23 17:00", "a week goes by");
        await TapsAsync("5");

        var ended = await _cases.CaseAsync(of);
        Assert.Equal((CaseState.Closed, 5), (ended.State, ended.Rating));
        Assert.Equal(200, await _cases.World.CountAsync($"SELECT SUM(amount_points) FROM transfers WHERE cause = 'case:{of.Id}'"));
        Assert.Equal(0, await _cases.World.CountAsync("SELECT COUNT(*) FROM chats WHERE held_at IS NOT NULL"));
        Assert.Equal(olga.Id, (await _cases.Store.ReadAsync(connection => ValueTask.FromResult(Ladder.Owners(connection, ended.BusinessId, _cases.Now)), Cancellation)).Single());
        Compare(language);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private sealed record Person(StaffId Id, string Chat);

    private async Task<(Person Mira, Person Ben, Person Olga)> BeginAsync(string language)
    {
        await _cases.SpeaksAsync(language);
        await _cases.HoursAsync("""{"mon": ["09:00-19:00"], "tue": ["09:00-19:00"], "wed": ["09:00-19:00"], "thu": ["09:00-19:00"], "fri": ["09:00-19:00"], "sat": ["10:00-16:00"]}""");
        await _cases.World.RulesAsync(ServiceRules.Kind, ServiceRules.Key, """{"holidays": ["03-14"]}""");
        _arta = await _cases.World.PersonAsync(language: language);
        _chat = _cases.World.ChatOf(_arta);
        var people = new List<Person>();
        foreach (var (name, role) in ((string, Role)[])[("Mira", Role.Manager), ("Ben", Role.Manager), ("Olga", Role.Owner)])
        {
            var id = await _cases.StaffAsync(name, role, language);
            people.Add(new(id, _cases.World.ChatOf(await _cases.LinkAsync(id))));
            await _cases.ShiftAsync(id, TimeSpan.FromHours(10), CaseWorld.At("2026-03-16 09:00"));
        }
        Tell("Friday evening before a holiday.");
        return (people[0], people[1], people[2]);
    }

    private async Task CustomerAsync(string words)
    {
        Tell($"Arta: {words}");
        await _cases.HappensAsync(_chat, number => new InboundContent.Said(new(_chat, "Arta", null), words, number));
        Hear();
    }

    private async Task PictureAsync()
    {
        Tell("Arta: [a picture]");
        await _cases.HappensAsync(_chat, number => new InboundContent.SharedPhoto(new(_chat, "Arta", null), "photo-1", null, number));
        Hear();
    }

    private async Task TapsAsync(string label)
    {
        Tell($"Arta: [{label}]");
        await _cases.TapAsync(_chat, label);
        Hear();
    }

    private async Task StaffAsync(Person who, string name, string words)
    {
        Tell($"{name}, in the staff chat: {words}");
        await _cases.ReplyInRoomAsync(words, $"{_read}-{words.Length}", who.Chat, name);
        Hear();
    }

    private async Task DoneAsync(Func<WriteScope, ValueTask<CaseOutcome>> verb)
    {
        Assert.IsType<CaseOutcome.Done>(await _cases.Store.WriteAsync(verb, Cancellation));
        await _cases.World.SettleAsync();
        Hear();
    }

    private async Task UntilAsync(string local, string what)
    {
        Tell($"({what})");
        for (var until = CaseWorld.At(local); _cases.Now < until;)
        {
            await _cases.PassAsync(TimeSpan.FromMinutes(5) < until - _cases.Now ? TimeSpan.FromMinutes(5) : until - _cases.Now);
            Hear();
        }
    }

    private void Tell(string line) => _told.Append(CultureInfo.InvariantCulture, $"{Clock}  {line}\n");

    /// <summary>What came since: to the customer, and to the staff chat.</summary>
    private void Hear()
    {
        lock (_cases.World.Heard)
        {
            // Marks on messages have no words. What comes to two chats at the same moment comes in no order: the customer's first.
            foreach (var (_, chat, words) in _cases.World.Heard.Skip(_read).Where(h => h.Words.Length > 0 && (h.Chat == _chat || h.Chat == PlayWorld.StaffChat)).OrderBy(h => h.Chat != _chat))
                _told.Append(CultureInfo.InvariantCulture, $"{Clock}  {(chat == _chat ? "bot to Arta" : "bot to staff")}:\n").Append("    ").Append(words.Replace("\n", "\n    ", StringComparison.Ordinal)).Append('\n');
            _read = _cases.World.Heard.Count;
        }
    }

    private string Clock => TimeZoneInfo.ConvertTime(_cases.Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane")).ToString("ddd dd HH:mm", CultureInfo.InvariantCulture);

    private void Compare(string language, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, $"whole-complaint.{language}.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_TRANSCRIPTS") == "1") File.WriteAllText(file, _told.ToString());
        Assert.Equal(File.ReadAllText(file), _told.ToString());
    }
}
