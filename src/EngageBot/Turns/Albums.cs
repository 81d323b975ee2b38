using System.Collections.Concurrent;
using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>Pictures sent together come as messages of their own. They are handled as one, a second after the first; each keeps its inbox row.</summary>
/// <remarks>
/// Two timers of the chat carry it over a crash: one that says when to answer, and one that names the rows and outlives the answer by a
/// while, so that a piece that comes late is kept and not answered once more. Anything else the customer says meanwhile comes after the album.
/// </remarks>
internal sealed class Albums(Timers timers)
{
    private const string Answer = "album:";
    private const string Open = "album-open:";
    private const string Done = "album-done:";

    /// <summary>Of no run; not that of the timer that gives a silent chat back.</summary>
    private const uint Epoch = 1;

    /// <summary>Longer names are none of a platform's.</summary>
    private const int NameLimit = 64;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <summary>Chats that may have an open album; a chat too many costs one question to the database.</summary>
    private readonly ConcurrentDictionary<long, bool> _open = new();

    /// <summary>Whether it is a timer of an album.</summary>
    public static bool IsTimer(InboundEvent happened) =>
        happened.Content is InboundContent.TimerFired { Run: 0, Epoch: Epoch, What: var what }
        && (what.StartsWith(Answer, StringComparison.Ordinal) || what.StartsWith(Open, StringComparison.Ordinal) || what.StartsWith(Done, StringComparison.Ordinal));

    /// <summary>The album whose time has come, as one picture with the words of any.</summary>
    /// <returns><see langword="null"/> if it was answered before.</returns>
    public InboundEvent? Gather(WriteScope scope, InboundEvent happened)
    {
        var what = ((InboundContent.TimerFired)happened.Content).What;
        if (!what.StartsWith(Answer, StringComparison.Ordinal)) return null;
        var row = FindByKey(scope, happened.AccountId, happened.ChatKey, what[Answer.Length..]);
        return row is null ? null : Take(scope, row) is { } content ? happened with { Content = content } : null;
    }

    /// <summary>An album of the chat that something else must not overtake.</summary>
    public InboundContent? FinishOther(Turn turn)
    {
        if (turn.Sender is null || !_open.ContainsKey(turn.Chat.Id)) return null;
        _open.TryRemove(turn.Chat.Id, out _);
        var rows = Read(turn.Scope.Command("SELECT id, chat_id, what FROM timers WHERE chat_id = @chat AND run = 0 AND epoch = 1").Set("@chat", turn.Chat.Id));
        if (rows.Find(r => r.What.StartsWith(Open, StringComparison.Ordinal)) is not { } open) return null;
        if (NameOf(turn.Happened.Content) is { } name && open.What.StartsWith($"{Open}{name}:", StringComparison.Ordinal))
        {
            _open[turn.Chat.Id] = true;
            return null;
        }
        return Take(turn.Scope, open);
    }

    /// <summary>Whether this is a piece of an album that is answered later, or was answered.</summary>
    public async ValueTask<bool> WaitsAsync(Turn turn)
    {
        if (turn.HeldAt is not null || NameOf(turn.Happened.Content) is not { } name) return false;
        var known = FindByKey(turn.Scope, turn.Account.Id, turn.Happened.ChatKey, name);
        var id = turn.Happened.Id.ToString(CultureInfo.InvariantCulture);
        if (known is null)
        {
            await timers.SetAsync(turn.Scope, turn.Chat.Id, 0, Epoch, Answer + name, turn.Now + Wait);
            await timers.SetAsync(turn.Scope, turn.Chat.Id, 0, Epoch, $"{Open}{name}:{id}", turn.Now + Remembered);
            _open[turn.Chat.Id] = true;
        }
        else if (known.What.StartsWith(Open, StringComparison.Ordinal))
        {
            await turn.Scope.Command("UPDATE timers SET what = @what WHERE id = @id").Set("@what", $"{known.What},{id}").Set("@id", known.Id).ExecuteNonQueryAsync();
        }
        return true;
    }

    private static string? NameOf(InboundContent content)
    {
        var name = content switch { InboundContent.SharedPhoto photo => photo.Album, InboundContent.SharedFile file => file.Album, _ => null };
        return name is { Length: > 0 and <= NameLimit } && name.All(char.IsAsciiLetterOrDigit) ? name : null;
    }

    private InboundContent? Take(WriteScope scope, Row row)
    {
        _open.TryRemove(row.ChatId, out _);
        if (!row.What.StartsWith(Open, StringComparison.Ordinal)) return null;
        var colon = row.What.IndexOf(':', Open.Length);
        scope.Command("UPDATE timers SET what = @what WHERE id = @id").Set("@what", Done + row.What[Open.Length..colon]).Set("@id", row.Id).ExecuteNonQuery();
        InboundContent? first = null;
        string? caption = null;
        foreach (var id in row.What[(colon + 1)..].Split(','))
        {
            if (Inbox.ContentOf(scope, long.Parse(id, CultureInfo.InvariantCulture)) is not { } piece) continue;
            first ??= piece;
            caption ??= piece switch { InboundContent.SharedPhoto photo => photo.Caption, InboundContent.SharedFile file => file.Caption, _ => null };
        }
        return first switch
        {
            InboundContent.SharedPhoto photo => photo with { Caption = caption, Album = null },
            InboundContent.SharedFile file => file with { Caption = caption, Album = null },
            _ => null,
        };
    }

    private static Row? FindByKey(WriteScope scope, long accountId, string chatKey, string name)
    {
        var rows = Read(scope.Command("""
            SELECT t.id, t.chat_id, t.what FROM timers t JOIN chats c ON c.id = t.chat_id
            WHERE c.account_id = @account AND c.external_id = @key AND t.run = 0 AND t.epoch = 1
            """).Set("@account", accountId).Set("@key", chatKey));
        return rows.Find(r => r.What == Done + name || r.What.StartsWith($"{Open}{name}:", StringComparison.Ordinal));
    }

    private static List<Row> Read(System.Data.Common.DbCommand command)
    {
        var rows = new List<Row>();
        using var reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(new Row(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2)));
        return rows;
    }

    private sealed record Row(long Id, long ChatId, string What);
}
