using System.Text.Json;
using System.Text.Json.Serialization;
using EngageBot.Channels.WebChat;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Turns;

/// <summary>Words of the program to whoever works in the business: in the staff chat, and in the own chat of whom they are meant for. What reaches nobody there goes to
/// the next person, and at last to the console.</summary>
internal sealed partial class StaffNotes(
    Outbox outbox, HostTexts texts, StaffDirectory staff, ChannelList channels, WindowClock windows, IOptions<WebChatSettings> web, TimeProvider clock, ILogger<StaffNotes> logger)
{
    /// <summary>So long after it was said it is seen whether it arrived.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(30);

    /// <summary>A surface that has not taken it for so long counts as silent, whatever the platform's reason.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>While nobody can be told it is looked so often whether a surface has come back, and for so long.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan GiveUp = TimeSpan.FromDays(2);

    /// <returns><see langword="false"/> if there is nowhere to say it.</returns>
    public async ValueTask<bool> TellAsync(WriteScope scope, StaffNote note)
    {
        var now = clock.GetUtcNow();
        var desk = staff.Chat(note.Business);
        // Who has the staff chat needs no others; without one the first who can be reached hears of it.
        var person = note.For is { } meant && OwnChat(scope, meant) is { } own ? (meant, own) : desk is null ? NextPerson(scope, note.Business, note.About, [], now) : null;
        if (desk is null && person is null) return false;
        Tellings.Lock(scope, note.Business);
        if (Tellings.Add(scope, note, Write(note.Words), now + FirstLook, now) is not { } telling) return true;
        if (desk is not null && await InRoomAsync(scope, note, desk) is { } row) Tellings.Carried(scope, telling, row, null, now);
        if (person is var (who, chat)) await AloneAsync(scope, telling, note, who, chat, now);
        return true;
    }

    /// <summary>Words that are on their way to the staff chat already are looked after like all others.</summary>
    public static void Watch(WriteScope scope, StaffNote note, long row, DateTimeOffset now)
    {
        Tellings.Lock(scope, note.Business);
        if (Tellings.Add(scope, note, Write(note.Words), now + FirstLook, now) is { } telling) Tellings.Carried(scope, telling, row, null, now);
    }

    /// <summary>Sees whether it has reached somebody; if not, tells the next person.</summary>
    public async ValueTask LookAsync(WriteScope scope, long id, DateTimeOffset now)
    {
        if (Tellings.Find(scope, id) is not { } telling) return;
        Tellings.Lock(scope, telling.BusinessId);
        if (Tellings.Find(scope, id) is not { NextLookAt: { } due } fresh || due > now) return;
        var fates = Tellings.Fates(scope, id);
        if (fates.Any(f => f.Arrived))
        {
            Tellings.Save(scope, fresh with { ToldAt = now, NextLookAt = null });
            return;
        }
        // Each step looks anew: who has answered meanwhile is not nagged.
        var of = fresh.CaseId is { } about ? CaseRows.Find(scope, fresh.BusinessId, about) : null;
        if (of is { State: CaseState.Closed } || fresh.BeganAt + GiveUp <= now)
        {
            Tellings.Save(scope, fresh with { NextLookAt = null });
            return;
        }
        if (fates.Any(f => !f.Failed && f.SentAt + Patience > now)) Tellings.Save(scope, fresh with { NextLookAt = now + FirstLook });
        else if (NextPerson(scope, fresh.BusinessId, fresh.CaseId, [.. fates.Select(f => f.Staff).OfType<StaffId>()], now) is var (who, chat))
        {
            await AloneAsync(scope, id, Note(fresh, of), who, chat, now);
            Write(scope, of, $"told {StaffRows.Find(scope, who)?.Name} in their own chat: nobody else could be reached", fresh.Id, who.ToString(), now);
            Tellings.Save(scope, fresh with { NextLookAt = now + FirstLook });
        }
        else
        {
            if (fresh.AloneAt is null)
            {
                LogAlone(id);
                Write(scope, of, "nobody could be told: the console shows it", fresh.Id, "alone", now);
            }
            Tellings.Save(scope, fresh with { AloneAt = fresh.AloneAt ?? now, NextLookAt = now + LookAgain });
        }
    }

    private static void Write(WriteScope scope, Case? of, string words, long telling, string key, DateTimeOffset now)
    {
        if (of is not null) CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Clock, words, now, FormattableString.Invariant($"telling:{telling}:{key}"));
    }

    private static StaffNote Note(Telling of, Case? about) => new(of.BusinessId, of.Key, of.Text, Read(of.Words), about?.ChatId) { About = of.CaseId, For = of.MeantFor };

    private async ValueTask<long?> InRoomAsync(WriteScope scope, StaffNote note, StaffChat desk)
    {
        var language = staff.Language(note.Business);
        var message = new OutgoingMessage
        {
            Text = texts.Render(note.Text, language, [.. note.Words, ("relay.alone", ""), .. Window(scope, note)]), Language = language,
            Thread = note.About is { } about && CaseRows.Find(scope, note.Business, about) is { } of ? CaseThread.Of(of) : null,
        };
        var row = await outbox.AddAsync(scope, new Draft(note.Business, desk.AccountId, desk.ChatKey, null, note.Key, OutboundKind.Case, message));
        if (row is { } added && note.Chat is { } chat) await StaffRelays.AddAsync(scope, added, chat, clock.GetUtcNow(), note.About, note is { Text: CaseDesk.Opened, About: { } opened } ? StaffReactions.MessageOf(scope, opened) : null);
        return row;
    }

    /// <summary>Into somebody's own chat: it says where to answer.</summary>
    private async ValueTask AloneAsync(WriteScope scope, long telling, StaffNote note, StaffId who, OwnChatOf chat, DateTimeOffset now)
    {
        var language = StaffRows.Find(scope, who)?.Language ?? staff.Language(note.Business);
        var number = note.About is { } about ? CaseRows.Find(scope, note.Business, about)?.Number : null;
        var where = web.Value.PublicUrl is { } address && number is { } n ? new Uri(address, FormattableString.Invariant($"/staff/cases/{n}")).AbsoluteUri : "/console";
        var message = new OutgoingMessage { Text = texts.Render(note.Text, language, [.. note.Words, ("relay.alone", where), .. Window(scope, note)]), Language = language };
        if (await outbox.AddAsync(scope, new Draft(note.Business, chat.Account, chat.Key, chat.Id, note.Key, OutboundKind.Case, message)) is { } row)
            Tellings.Carried(scope, telling, row, who, now);
    }

    /// <summary>How long the customer's channel takes free words, where that has an end and the note does not say it itself.</summary>
    private IReadOnlyList<(string, string)> Window(RowSource source, StaffNote note) =>
        note.Chat is { } chat && !note.Words.Any(word => word.Name == WindowClock.Word) ? windows.Until(source, note.Business, chat) : [];

    /// <summary>The chat in which somebody proved who they are, where it rings and takes words.</summary>
    private OwnChatOf? OwnChat(RowSource source, StaffId who) => source.Rows(
        """
        SELECT c.id, c.account_id, c.external_id FROM staff_chats s JOIN chats c ON c.id = s.chat_id JOIN channel_accounts a ON a.id = c.account_id
        WHERE s.staff_id = @staff AND c.unreachable_at IS NULL AND a.channel <> 'web' ORDER BY s.linked_at DESC, c.id DESC
        """,
        command => command.Set("@staff", who.ToString()), row => new OwnChatOf(row.GetInt64(0), row.GetInt64(1), row.GetString(2)))
        .FirstOrDefault(chat => channels.Find(chat.Account) is not null);

    /// <summary>Whoever is on shift, then whoever is on duty, then the owners: the first who can be reached and was not tried.</summary>
    private (StaffId Who, OwnChatOf Chat)? NextPerson(RowSource source, BusinessId business, CaseId? about, IReadOnlyCollection<StaffId> tried, DateTimeOffset now)
    {
        var of = about is { } id ? CaseRows.Find(source, business, id) : null;
        var duty = ServiceRules.At(source, business, now).Duty is { } named ? new StaffId[] { new(named) } : [];
        foreach (var who in ((IEnumerable<StaffId>)[.. Rota.OnShift(source, business, now, of?.ShopId), .. duty, .. Ladder.Owners(source, business, now)]).Distinct())
        {
            if (tried.Contains(who) || of is not null && Rota.Able(source, of, who, now) is null || StaffRows.Find(source, who) is not { State: StaffState.Active }) continue;
            if (OwnChat(source, who) is { } chat) return (who, chat);
        }
        return null;
    }

    private static string Write(IReadOnlyList<(string Name, string Value)> words) => JsonSerializer.Serialize(words.Select(w => new[] { w.Name, w.Value }).ToArray(), NoteJson.Default.StringArrayArray);

    private static IReadOnlyList<(string, string)> Read(string words) => [.. (JsonSerializer.Deserialize(words, NoteJson.Default.StringArrayArray) ?? []).Select(w => (w[0], w[1]))];

    /// <summary>A chat of somebody of the staff.</summary>
    private sealed record OwnChatOf(long Id, long Account, string Key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Staff could not be told of {TellingId}: the staff chat and every own chat is silent. The page of cases shows it")]
    private partial void LogAlone(long tellingId);
}

/// <summary>Looks whether what staff must hear of has reached one of them.</summary>
internal sealed partial class TellingWatch(IStore store, StaffNotes notes, TimeProvider clock, ILogger<TellingWatch> logger) : RecurringWork(TimeSpan.FromSeconds(15), clock, logger)
{
    private const int Slice = 100;

    /// <returns>How many were looked at.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        var due = await store.ReadAsync(connection => ValueTask.FromResult(Tellings.Due(connection, now, Slice)), cancellation);
        if (due.Count > 0)
            foreach (var id in due) await LookAsync(id, now, cancellation);
        return due.Count;
    }

    /// <summary>What cannot be looked at must not keep staff from hearing of the rest.</summary>
    private async Task LookAsync(long id, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await store.WriteAsync(scope => notes.LookAsync(scope, id, now), cancellation);
        }
        catch (Exception error) when (error is not (OperationCanceledException or DatabaseUnavailableException))
        {
            LogStuck(error, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether staff heard of {TellingId} could not be looked at")]
    private partial void LogStuck(Exception error, long tellingId);

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);
}

[JsonSerializable(typeof(string[][]))]
internal sealed partial class NoteJson : JsonSerializerContext;
