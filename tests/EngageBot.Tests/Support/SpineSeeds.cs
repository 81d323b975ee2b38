using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Tests.Support;

/// <summary>The least that must stand in the database before chats can be spoken with.</summary>
internal static class SpineSeeds
{
    public static BusinessId Business { get; } = new(Guid.Parse("019a0000-0000-7000-8000-000000000001"));

    /// <summary>One business with its accounts and, on each, chats whose keys are given.</summary>
    public static Task SeedAsync(this IStore store, long[] accounts, params string[] chats) => store.WriteAsync(async scope =>
    {
        await RunAsync(scope, "INSERT INTO businesses (id, name, currency, zone, language, created_at) VALUES (@id, 'Shop', 'EUR', 'UTC', 'en', 0)",
            ("@id", Business.ToString()));
        foreach (var account in accounts)
        {
            await RunAsync(scope, "INSERT INTO channel_accounts (id, business_id, channel, name) VALUES (@id, @business, 'telegram', @name)",
                ("@id", account), ("@business", Business.ToString()), ("@name", $"account-{account}"));
            foreach (var chat in chats) await AddChatAsync(scope, account, chat);
        }
    }, CancellationToken.None);

    public static OutgoingMessage Message(string text) => new() { Text = FormattedText.FromPlain(text), Language = "en" };

    public static Draft Draft(string chat, string text, OutboundKind kind = OutboundKind.Reply, long account = 1, DateTimeOffset? expires = null) =>
        new(Business, account, chat, ChatId: null, Key: text, kind, Message(text), expires);

    public static Arrival Said(string chat, string words, long account = 1) =>
        new(account, $"{chat}/{words}", chat, new InboundContent.Said(new Sender(chat, null, null), words, words));

    private static async Task AddChatAsync(WriteScope scope, long account, string chat)
    {
        var contact = ContactId.New(DateTimeOffset.UnixEpoch).ToString();
        await RunAsync(scope, "INSERT INTO contacts (id, business_id, created_at) VALUES (@id, @business, 0)",
            ("@id", contact), ("@business", Business.ToString()));
        await RunAsync(scope,
            "INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @contact, @key, 'Customer', '{}', 0)",
            ("@business", Business.ToString()), ("@account", account), ("@contact", contact), ("@key", chat));
    }

    private static async Task RunAsync(WriteScope scope, string sql, params (string Name, object Value)[] values)
    {
        var command = scope.Command(sql);
        foreach (var (name, value) in values) command.Set(name, value);
        await command.ExecuteNonQueryAsync();
    }
}
