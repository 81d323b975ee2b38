using System.Text.Json.Nodes;
using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations;
using EngageBot.Conversations.Windows;
using EngageBot.Storage;
using EngageBot.Tests.Talks;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>Templates between the dialogs and a strict Cloud API: handed over, approved, changed, paused; the whole program.</summary>
public sealed class TemplatePushTests
{
    [Fact]
    public async Task The_dialogs_templates_are_handed_over_once_and_followed_from_then_on()
    {
        await using var bot = await WhatsAppBotInTest.StartAsync();
        var cancellation = TestContext.Current.CancellationToken;
        var (templates, store) = (bot.Host.Services.GetRequiredService<WhatsAppTemplates>(), bot.Host.Services.GetRequiredService<IStore>());
        var number = Assert.Single(await templates.NumbersAsync(cancellation));
        var drafts = TemplateDraft.All(bot.Host.Services.GetRequiredService<DialogCatalog>().Current);

        Assert.Equal((0, null), await templates.SyncAsync(number, cancellation));
        Assert.All(await templates.PushAsync(number, drafts, cancellation), one => Assert.Equal("made", one.What));
        Assert.Equal(drafts.Length, bot.WhatsApp.Templates.Count);

        foreach (var template in bot.WhatsApp.Templates) template["status"] = "APPROVED";
        Assert.Equal((drafts.Length, null), await templates.SyncAsync(number, cancellation));
        Assert.All(await templates.PushAsync(number, drafts, cancellation), one => Assert.Equal("as it is", one.What));
        Assert.Equal(drafts.Length, await bot.Host.CountAsync("SELECT COUNT(*) FROM message_templates WHERE status = 'Approved'"));
        var (gift, known) = (drafts.First(draft => draft is { Name: "winback", Language: "ru" }), await FindAsync(store, number, "winback", "ru"));
        Assert.Equal((gift.Body, (long)gift.Examples.Length, (long)gift.Buttons.Length), (known!.Body, known.Variables, known.Buttons));

        var other = gift with { Body = "Other words for {{1}} today." };
        Assert.Equal("changed", Assert.Single(await templates.PushAsync(number, [other], cancellation)).What);
        Assert.Equal(TemplateStatus.Pending, (await FindAsync(store, number, "winback", "ru"))!.Status);

        Assert.Equal(200, await bot.WhatsApp.PostAsync(new JsonObject
        {
            ["field"] = "message_template_status_update",
            ["value"] = new JsonObject { ["event"] = "PAUSED", ["message_template_name"] = "birthday", ["message_template_language"] = "en", ["reason"] = "LOW_QUALITY" },
        }));
        await bot.UntilAsync("SELECT COUNT(*) FROM message_templates WHERE status = 'Paused' AND reason = 'LOW_QUALITY'", 1);
        await ListsBreakOffAsync(bot, templates, number, drafts.Length - 1);
        Assert.Empty(bot.WhatsApp.Violations);
    }

    /// <summary>A page that fails, a list that breaks off, and one that is empty all at once stop nothing; a template that two whole lists lack is gone.</summary>
    private static async Task ListsBreakOffAsync(WhatsAppBotInTest bot, WhatsAppTemplates templates, WhatsAppNumber number, int approved)
    {
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var template in bot.WhatsApp.Templates) template["status"] = "APPROVED";
        Assert.Null((await templates.SyncAsync(number, cancellation)).Problem);
        bot.WhatsApp.ListsInstead = from => from == 0 ? null : new JsonObject { ["error"] = new JsonObject { ["code"] = 2, ["message"] = "Service temporarily unavailable" } };
        Assert.Equal((0, "WhatsApp did not tell its templates."), await templates.SyncAsync(number, cancellation));
        bot.WhatsApp.ListsInstead = from => from == 0 ? null : new JsonObject { ["paging"] = new JsonObject() };
        Assert.Contains("only a part", (await templates.SyncAsync(number, cancellation)).Problem, StringComparison.Ordinal);
        bot.WhatsApp.ListsInstead = _ => new JsonObject { ["data"] = new JsonArray() };
        Assert.Contains("no template at all", (await templates.SyncAsync(number, cancellation)).Problem, StringComparison.Ordinal);
        Assert.Contains("no template at all", (await templates.SyncAsync(number, cancellation)).Problem, StringComparison.Ordinal);
        Assert.Equal(approved + 1, await bot.Host.CountAsync("SELECT COUNT(*) FROM message_templates WHERE status = 'Approved'"));

        bot.WhatsApp.ListsInstead = null;
        await templates.SyncAsync(number, cancellation);
        Assert.Equal(0, await bot.Host.CountAsync("SELECT COUNT(*) FROM message_templates WHERE missing_since IS NOT NULL"));
        Assert.True(bot.WhatsApp.Templates.TryDequeue(out _));
        await templates.SyncAsync(number, cancellation);
        Assert.Equal(0, await bot.Host.CountAsync("SELECT COUNT(*) FROM message_templates WHERE status = 'Deleted'"));
        await bot.Host.Services.GetRequiredService<IStore>().WriteAsync(scope => ValueTask.FromResult(
            scope.Command("UPDATE message_templates SET missing_since = missing_since - 3600000 WHERE missing_since IS NOT NULL").ExecuteNonQuery()), cancellation);
        await templates.SyncAsync(number, cancellation);
        Assert.Equal(1, await bot.Host.CountAsync("SELECT COUNT(*) FROM message_templates WHERE status = 'Deleted'"));
    }

    private static Task<MessageTemplate?> FindAsync(IStore store, WhatsAppNumber number, string name, string language) =>
        store.ReadAsync(connection => ValueTask.FromResult(TemplateRows.Find(connection, number.Account.Id, name, language)), TestContext.Current.CancellationToken);
}
