using System.Collections.Immutable;
using System.Text.Json;
using EngageBot.Channels.WhatsApp;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>What became of one template that was handed to WhatsApp.</summary>
/// <param name="What">For people: <c>made</c>, <c>changed</c>, <c>as it is</c>, or why not.</param>
internal sealed record PushedTemplate(TemplateDraft Draft, string Language, string What, bool Failed);

/// <summary>Asks WhatsApp how the templates of a number stand, and hands it those of the dialogs.</summary>
internal sealed class WhatsAppTemplates(IStore store, IServiceProvider services, WindowSettings settings, TimeProvider clock)
{
    private const int PagesMost = 100;

    /// <summary>A template that two whole lists lack, so far apart, is gone; an empty list is only believed after a day.</summary>
    private static readonly TimeSpan MissingFor = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan EmptyFor = TimeSpan.FromDays(1);
    private const string Fields = "name,language,status,category,components,quality_score,rejected_reason,id";

    /// <summary>Whether WhatsApp is set up at all.</summary>
    public bool IsOn => services.GetService<WhatsAppSettings>() is not null;

    /// <summary>The numbers, those of the database too.</summary>
    public async Task<ImmutableArray<WhatsAppNumber>> NumbersAsync(CancellationToken cancellation)
    {
        var numbers = services.GetRequiredService<WhatsAppNumbers>();
        foreach (var number in await services.GetRequiredService<NumberRows>().ReadAsync(cancellation)) numbers.Add(number);
        return [.. numbers.All.OrderBy(number => number.Account.Id)];
    }

    /// <summary>Reads every page and takes it over; what is known here and missing there in two whole lists is gone.</summary>
    /// <remarks>A page that fails, a list that breaks off and one that is empty all at once are no reason to stop everything that depends on a template.</remarks>
    /// <returns>How many there are, and why that may not be all.</returns>
    public async Task<(int Count, string? Problem)> SyncAsync(WhatsAppNumber number, CancellationToken cancellation)
    {
        var (told, isWhole) = await ListAsync(number, cancellation);
        if (told is null) return (0, "WhatsApp did not tell its templates.");
        var problem = isWhole ? null : "WhatsApp told only a part of its templates: what it did not name stays as it is.";
        await store.WriteAsync(scope =>
        {
            scope.Lock("message_templates");
            foreach (var template in told) TemplateRows.Take(scope, template);
            var missing = TemplateRows.All(scope, number.Account.Id)
                .Where(known => known.Status != TemplateStatus.Deleted && !told.Exists(t => t.Name == known.Name && t.Language == known.Language)).ToList();
            if (told.Count == 0 && missing.Count > 0) problem = $"WhatsApp names no template at all, though {missing.Count} are known: they stay as they are for a day. Look into WhatsApp Manager.";
            if (isWhole)
                foreach (var known in missing) TemplateRows.Missing(scope, known, told.Count == 0 ? EmptyFor : MissingFor, clock.GetUtcNow());
            return ValueTask.CompletedTask;
        }, cancellation);
        return (told.Count, problem);
    }

    /// <summary>Asks how many people may be written to first in 24 hours, under either of the names the platform has for it.</summary>
    /// <returns>What it told, if anything; 0: as many as one likes.</returns>
    public async Task<long?> AskLimitAsync(WhatsAppNumber number, CancellationToken cancellation)
    {
        foreach (var field in MessagingLimits.Fields)
        {
            // One by one: a version that does not know a field refuses the whole question.
            if (await Api.GetAsync(number, $"{number.PhoneNumberId}?fields={field}", cancellation) is not GraphResult<JsonElement>.Done { Value: var answer } || MessagingLimits.In(answer) is not { } people) continue;
            await store.WriteAsync(scope =>
            {
                MessagingLimits.Keep(scope, number.Account.Id, people, clock.GetUtcNow());
                return ValueTask.CompletedTask;
            }, cancellation);
            return people;
        }
        return null;
    }

    /// <returns>What was told, and whether that is all; <see langword="null"/> if a page failed.</returns>
    private async Task<(List<MessageTemplate>? Told, bool IsWhole)> ListAsync(WhatsAppNumber number, CancellationToken cancellation)
    {
        var told = new List<MessageTemplate>();
        var after = "";
        for (var page = 0; page < PagesMost; page++)
        {
            var path = $"{number.BusinessAccountId}/message_templates?fields={Fields}&limit=100{(after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}")}";
            if (await Api.GetAsync(number, path, cancellation) is not GraphResult<JsonElement>.Done { Value: var answer }) return (null, false);
            if (!answer.TryGetProperty("data", out var items) || items.ValueKind != JsonValueKind.Array) return (told, false);
            told.AddRange(items.EnumerateArray().Select(item => TemplateJson.Read(item, number.Account.Id, clock.GetUtcNow())).OfType<MessageTemplate>());
            if (!answer.TryGetProperty("paging", out var paging) || !paging.TryGetProperty("next", out _)) return (told, true);
            after = paging.TryGetProperty("cursors", out var cursors) ? TemplateJson.Text(cursors, "after") ?? "" : "";
            if (after.Length == 0) break;
        }
        return (told, false);
    }

    /// <summary>Hands over what WhatsApp lacks, and other words for what it has; call after <see cref="SyncAsync"/>.</summary>
    public async Task<ImmutableArray<PushedTemplate>> PushAsync(WhatsAppNumber number, IEnumerable<TemplateDraft> drafts, CancellationToken cancellation)
    {
        var known = (await store.ReadAsync(connection => ValueTask.FromResult(TemplateRows.All(connection, number.Account.Id)), cancellation))
            .Where(template => template.Status != TemplateStatus.Deleted).ToDictionary(template => (template.Name, template.Language));
        var pushed = ImmutableArray.CreateBuilder<PushedTemplate>();
        foreach (var draft in drafts)
        {
            var language = settings.LanguageOf(draft.Language);
            if (draft.Wrong().FirstOrDefault() is { } wrong) pushed.Add(new(draft, language, $"not handed over: {wrong}", Failed: true));
            else if (!known.TryGetValue((draft.Name, language), out var there)) pushed.Add(await MakeAsync(number, draft, language, cancellation));
            else if (there.Body == draft.Body && there.Buttons == draft.Buttons.Length) pushed.Add(new(draft, language, "as it is", Failed: false));
            else pushed.Add(await ChangeAsync(number, draft, language, there, cancellation));
        }
        return pushed.ToImmutable();
    }

    private GraphApi Api => services.GetRequiredService<GraphApi>();

    private async Task<PushedTemplate> MakeAsync(WhatsAppNumber number, TemplateDraft draft, string language, CancellationToken cancellation) =>
        await Api.PostAsync(number, $"{number.BusinessAccountId}/message_templates", draft.Request(language), cancellation) switch
        {
            GraphResult<JsonElement>.Done { Value: var answer } => await KeepAsync(number, draft, language, answer, cancellation),
            GraphResult<JsonElement>.Failed failed => new(draft, language, $"refused: {failed.Failure}", Failed: true),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private async Task<PushedTemplate> KeepAsync(WhatsAppNumber number, TemplateDraft draft, string language, JsonElement answer, CancellationToken cancellation)
    {
        var status = TemplateJson.StatusOf(TemplateJson.Text(answer, "status"));
        await store.WriteAsync(scope =>
        {
            TemplateRows.Take(scope, new()
            {
                AccountId = number.Account.Id, Name = draft.Name, Language = language, PlatformId = TemplateJson.Text(answer, "id"),
                Category = TemplateJson.CategoryOf(TemplateJson.Text(answer, "category")), Status = status == TemplateStatus.Other ? TemplateStatus.Pending : status,
                Variables = draft.Examples.Length, Buttons = draft.Buttons.Length, Body = draft.Body, SyncedAt = clock.GetUtcNow(),
            });
            return ValueTask.CompletedTask;
        }, cancellation);
        return new(draft, language, "made", Failed: false);
    }

    /// <summary>Changed words are read anew before they can be sent; WhatsApp allows one change a day and ten in thirty days.</summary>
    private async Task<PushedTemplate> ChangeAsync(WhatsAppNumber number, TemplateDraft draft, string language, MessageTemplate there, CancellationToken cancellation)
    {
        if (there.PlatformId is not { } id) return new(draft, language, "not changed: its id is not known yet, run sync", Failed: true);
        if (await Api.PostAsync(number, id, draft.Components(), cancellation) is GraphResult<JsonElement>.Failed failed) return new(draft, language, $"refused: {failed.Failure}", Failed: true);
        await store.WriteAsync(scope => ValueTask.FromResult(
            TemplateRows.Stands(scope, number.Account.Id, draft.Name, language, TemplateStatus.Pending, "its words were changed", clock.GetUtcNow())), cancellation);
        return new(draft, language, "changed", Failed: false);
    }
}

/// <summary>Asks WhatsApp every hour how the templates stand and how many people may be written to: a webhook may have been missed.</summary>
internal sealed partial class TemplateSync(WhatsAppTemplates templates, TimeProvider clock, ILogger<TemplateSync> logger) : RecurringWork(TimeSpan.FromHours(1), clock, logger)
{
    protected override async Task PassAsync(CancellationToken cancellation)
    {
        if (!templates.IsOn) return;
        foreach (var number in await templates.NumbersAsync(cancellation))
        {
            if ((await templates.SyncAsync(number, cancellation)).Problem is { } problem) LogNotTold(Logger, number.Account.Name, problem);
            await templates.AskLimitAsync(number, cancellation);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Templates of WhatsApp number {Name}: {Problem} Asking again in an hour")]
    private static partial void LogNotTold(ILogger logger, string name, string problem);
}
