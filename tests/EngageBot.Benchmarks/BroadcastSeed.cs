using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Broadcasts;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Http;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Benchmarks;

/// <summary>A business with as many contacts as a run wants, who all agreed to offers, and counted broadcasts to all of them.</summary>
internal static class BroadcastSeed
{
    /// <summary>The first contact's chat; the others follow.</summary>
    public const long FirstChat = 5_000_000;

    private const int Slice = 1_000;

    /// <returns>A key for the API.</returns>
    public static async Task<string> MakeAsync(BroadcastPlace place, string dialogs, int people, params string[] texts)
    {
        string[] settings = ["--urls=http://127.0.0.1:0", $"--Data:Directory={place.Data}", $"--Dialogs:Directory={dialogs}", "--demo=false",
            .. place.Settings.Select(s => $"--{s.Name.Replace("__", ":", StringComparison.Ordinal)}={s.Value}")];
        await using var app = EngageApp.Build(settings);
        await EngageApp.PrepareAsync(app);
        var (store, now) = (app.Services.GetRequiredService<IStore>(), app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var directory = app.Services.GetRequiredService<BusinessDirectory>();
        var (business, account) = (directory.Business.Id, directory.Account("telegram").Id);
        for (var from = 0; from < people; from += Slice)
        {
            var some = Enumerable.Range(from, Math.Min(Slice, people - from)).Select(n => (Number: n, Id: ContactId.New(now.AddDays(-30)).ToString())).ToList();
            await store.WriteAsync(scope => ContactsAsync(scope, business.ToString(), account, some, now.AddDays(-30)), CancellationToken.None);
        }
        await place.LearnAsync();
        await store.WriteAsync(scope => ValueTask.FromResult(RuleBook.Publish(
            scope, business, ContactPolicyRules.Kind, ContactPolicyRules.Key, new ContactPolicyRules(new QuietRules("00:00", "00:00"), PerDay: null, PerWeek: null), now, now)), CancellationToken.None);
        await store.WriteAsync(scope => ValueTask.FromResult(RuleBook.Publish(
            scope, business, BroadcastRules.Kind, BroadcastRules.Key, new BroadcastRules(ApprovalAbove: 100_000_000), now, now)), CancellationToken.None);
        foreach (var text in texts) await DraftAsync(app, business, text, now);
        return (await app.Services.GetRequiredService<ApiKeys>().CreateAsync(business, directory.Shops[0].Id, "bench", CancellationToken.None, Role.Owner.Word())).Secret;
    }

    private static async Task DraftAsync(Microsoft.AspNetCore.Builder.WebApplication app, BusinessId business, string text, DateTimeOffset now)
    {
        var (store, desk) = (app.Services.GetRequiredService<IStore>(), app.Services.GetRequiredService<BroadcastDesk>());
        var author = new Actor.System("bench");
        var variant = new BroadcastVariant(ImmutableSortedDictionary<string, string>.Empty.Add("en", text));
        var id = await store.WriteAsync(scope =>
        {
            var made = desk.Create(scope, author, business, new("Bread", Purpose.Marketing, new([variant]), BroadcastCheck.Everybody), now);
            return ValueTask.FromResult(((BroadcastOutcome.Done)made).Broadcast.Id);
        }, CancellationToken.None);
        await app.Services.GetRequiredService<BroadcastCount>().RunAsync(author, business, id, CancellationToken.None);
    }

    private static async ValueTask ContactsAsync(WriteScope scope, string business, long account, List<(int Number, string Id)> some, DateTimeOffset at)
    {
        await scope.EachAsync("INSERT INTO contacts (id, business_id, name, language, created_at) VALUES (@id, @business, @name, 'en', @at)", some,
            (command, one) => command.Set("@id", one.Id).Set("@business", business).Set("@name", $"Guest {one.Number}").Set("@at", at));
        await scope.EachAsync(
            "INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at) VALUES (@business, @account, @contact, @key, 'Customer', '', @at)", some,
            (command, one) => command.Set("@business", business).Set("@account", account).Set("@contact", one.Id)
                .Set("@key", (FirstChat + one.Number).ToString(CultureInfo.InvariantCulture)).Set("@at", at));
        await scope.EachAsync(
            """
            INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, given_at)
            VALUES (@business, @contact, 'marketing', 'telegram', 1, 'Yes', 'en', 'import', @at)
            """, some, (command, one) => command.Set("@business", business).Set("@contact", one.Id).Set("@at", at));
    }
}
