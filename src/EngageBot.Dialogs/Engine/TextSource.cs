using System.Collections.Immutable;
using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Texts;

namespace EngageBot.Dialogs.Engine;

/// <summary>The catalogues of one dialog in the order in which they are asked: its own, its own in the shop's language, the shared ones.</summary>
internal sealed class TextSource
{
    private readonly ImmutableArray<Catalogue> _catalogues;
    private readonly int _own;
    private readonly RenderContext _rendering;

    public TextSource(CompiledSet dialogs, string dialog, ChatContext context)
    {
        _catalogues = dialogs.CataloguesOf(dialog, context.Language, context.FallbackLanguage, context.Informal);
        _own = dialog.Length == 0 ? 0 : _catalogues.Length / 2;
        _rendering = new RenderContext(context.Zone, Find, (slot, value) => Option(slot, value)?.Label);
    }

    public CatalogueText? FindOwn(string key) => Find(key, _own);

    public CatalogueText? Find(string key) => Find(key, _catalogues.Length);

    public FormattedText Render(CatalogueText text, IValueScope scope) => TextRenderer.Render(text, scope, _rendering).Text;

    public OptionText? Option(string slot, string member)
    {
        foreach (var catalogue in _catalogues)
            if (catalogue.Option(slot, member) is { } option) return option;
        return null;
    }

    public string? Button(string key)
    {
        foreach (var catalogue in _catalogues)
            if (catalogue.Buttons.TryGetValue(key, out var option)) return option.Label;
        return null;
    }

    public string? CommandDescription(string command)
    {
        foreach (var catalogue in _catalogues)
            if (catalogue.Commands.TryGetValue(command, out var text) && text.Description is { } description) return description;
        return null;
    }

    /// <summary>The words of an approved template's variables, if it has any.</summary>
    public ImmutableArray<string>? TemplateWords(string template, IValueScope scope)
    {
        foreach (var catalogue in _catalogues)
            if (catalogue.TemplateVariables.TryGetValue(template, out var variables))
                return [.. variables.Select(words => Render(new CatalogueText(new TextEntry.Plain(words), catalogue.Language, words.At), scope).Plain)];
        return null;
    }

    private CatalogueText? Find(string key, int count)
    {
        for (var index = 0; index < count; index++)
            if (_catalogues[index].Find(key) is { } text) return text;
        return null;
    }
}
