using System.Collections.Immutable;
using System.CommandLine;
using EngageBot.Businesses;
using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations;
using EngageBot.Conversations.Windows;
using EngageBot.Dialogs;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Commands;

/// <summary><c>engagebot whatsapp templates list|sync|push</c>: what WhatsApp takes outside the 24 hours, and how it stands.</summary>
internal static class TemplateCommands
{
    public static Command Build() => new("templates", "What WhatsApp takes outside the 24 hours: how it stands, and those of the dialogs.") { List(), Sync(), Push() };

    private static Command List()
    {
        var data = CommandHost.DataOption();
        var command = new Command("list", "Every template as WhatsApp last told, and those of the dialogs that it lacks.") { data };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), async (provider, templates, number) =>
        {
            var known = await provider.GetRequiredService<IStore>().ReadAsync(connection => ValueTask.FromResult(TemplateRows.All(connection, number.Account.Id)), cancellation);
            var settings = provider.GetRequiredService<WindowSettings>();
            foreach (var template in known)
                Console.WriteLine($"{template.Name,-24} {template.Language,-6} {SnakeCase.Of(template.Status.ToString()),-10} {SnakeCase.Of(template.Category.ToString()),-10} {template.Quality ?? "-",-8} {template.Reason}".TrimEnd());
            foreach (var draft in Drafts(provider).Where(draft => !known.Exists(k => k.Name == draft.Name && k.Language == settings.LanguageOf(draft.Language))))
                Console.WriteLine($"{draft.Name,-24} {draft.Language,-6} not there yet; said by {string.Join(", ", draft.Users)}");
            return 0;
        }, cancellation));
        return command;
    }

    private static Command Sync()
    {
        var data = CommandHost.DataOption();
        var command = new Command("sync", "Asks WhatsApp how every template stands.") { data };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), async (_, templates, number) =>
        {
            var (count, problem) = await templates.SyncAsync(number, cancellation);
            if (problem is null) Console.WriteLine(FormattableString.Invariant($"{number.Account.Name}: {count} templates"));
            else await Console.Error.WriteLineAsync($"{number.Account.Name}: {problem} Look at Channels:WhatsApp:AccessToken and BusinessAccountId.");
            return problem is null ? 0 : 1;
        }, cancellation));
        return command;
    }

    private static Command Push()
    {
        var (data, only) = (CommandHost.DataOption(), new Option<string?>("--name") { Description = "Only this template." });
        var command = new Command("push", "Hands WhatsApp the templates of the dialogs, in every language: those it lacks, and other words for those it has.") { only, data };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(data), async (provider, templates, number) =>
        {
            if (await templates.SyncAsync(number, cancellation) is { Problem: { } problem })
            {
                await Console.Error.WriteLineAsync($"{number.Account.Name}: {problem} Look at Channels:WhatsApp:AccessToken and BusinessAccountId.");
                return 1;
            }
            var drafts = Drafts(provider).Where(draft => parsed.GetValue(only) is not { } name || draft.Name == name).ToList();
            var pushed = await templates.PushAsync(number, drafts, cancellation);
            foreach (var one in pushed) Console.WriteLine($"{one.Draft.Name,-24} {one.Language,-6} {one.What}");
            return pushed.Any(one => one.Failed) ? 1 : 0;
        }, cancellation));
        return command;
    }

    private static ImmutableArray<TemplateDraft> Drafts(IServiceProvider provider)
    {
        var loaded = DialogSet.Load(provider.GetRequiredService<IOptions<DialogSettings>>().Value.Resolve());
        return loaded.Set is { } set ? TemplateDraft.All(set) : throw new CannotStartException("The dialogs cannot be read. Run: engagebot dialogs check.");
    }

    private static Task<int> RunAsync(string? data, Func<IServiceProvider, WhatsAppTemplates, WhatsAppNumber, Task<int>> verb, CancellationToken cancellation) =>
        CommandHost.RunAsync(data, async provider =>
        {
            await provider.GetRequiredService<BusinessDirectory>().LoadAsync(cancellation);
            var templates = provider.GetRequiredService<WhatsAppTemplates>();
            if (!templates.IsOn)
            {
                await Console.Error.WriteLineAsync("WhatsApp is not set up: Channels:WhatsApp:PhoneNumberId and the other settings of docs/whatsapp.md are missing.");
                return 2;
            }
            var code = 0;
            foreach (var number in await templates.NumbersAsync(cancellation)) code = Math.Max(code, await verb(provider, templates, number));
            return code;
        }, cancellation);
}
