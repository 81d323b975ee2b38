using System.Collections.Immutable;
using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Finds texts, renders them and sends them. A text nobody wrote is not sent; a key never is.</summary>
internal sealed class Speech(Turn turn)
{
    /// <summary>A notice may be this long (answerCallbackQuery, core.telegram.org/bots/api, read 2026-11).</summary>
    public const int LongestNotice = 200;

    private const string Stop = "stop";

    private readonly Dictionary<string, TextSource> _sources = new(StringComparer.Ordinal);

    /// <summary>Says what a line or state says.</summary>
    public void Say(Live live, Act.Say say, RunScope scope)
    {
        if (!say.With.IsEmpty)
        {
            var with = RunScope.Nothing.ToBuilder();
            foreach (var (name, expression) in say.With)
                if (expression.Evaluate(scope).Value is { } value) with[name] = value;
            scope = new RunScope(turn, live) { Happened = scope.Happened, With = with.ToImmutable() };
        }
        var template = say.State?.Template.GetValueOrDefault(turn.Context.Channel.Name);
        Send(live, live.Dialog.Name, say.Text, scope, message => message with
        {
            Attachment = say.Attach is null ? null : Attached(live, say.Attach, scope),
            Template = template,
            TemplateWords = template is null ? null : TemplateWords(live, template, scope),
            WordsFollow = template is not null && say.State!.WordsFollow,
        }, null);
    }

    /// <summary>Says a text of the dialog, if there is one.</summary>
    public bool TrySay(Live live, string key) =>
        Has(live, key) && Send(live, live.Dialog.Name, key, new RunScope(turn, live), null, null) is not null;

    /// <summary>Says a shared text that belongs to no run.</summary>
    public void SayLoose(string key)
    {
        if (SourceOf("").Find(key) is not { } text) return;
        var rendered = SourceOf("").Render(text, new RunScope(turn, null));
        if (rendered.Plain.Length == 0) return;
        var message = new OutgoingMessage { Text = rendered, Language = text.Language };
        turn.Do(new Effect.Send(turn.NextLooseKey().Key, Purpose.Service, message));
        turn.Trace?.Messages.Add(new TracedMessage("", key, message, []));
    }

    public bool Has(Live live, string key) => SourceOf(live).FindOwn(key) is not null;

    public bool HasShared(string key) => SourceOf("").Find(key) is not null;

    /// <summary>Renders a text and sends it for a run.</summary>
    /// <param name="dialog">Whose text it is; the shared ones come after.</param>
    /// <param name="names">What each button stands for, for a trace.</param>
    /// <param name="other">The key of a shared text that is said where nobody wrote this one.</param>
    /// <returns>The message's key, or <see langword="null"/> if there was nothing to say.</returns>
    public string? Send(
        Live live, string dialog, string key, RunScope scope, Func<OutgoingMessage, OutgoingMessage>? shape, IReadOnlyList<string>? names,
        string? other = null)
    {
        var source = dialog.Length == 0 ? SourceOf("") : SourceOf(live);
        if ((source.Find(key) ?? (other is null ? null : source.Find(other))) is not { } text) return null;
        var rendered = source.Render(text, scope);
        if (rendered.Plain.Length == 0) return null;
        var message = new OutgoingMessage { Text = rendered, Language = text.Language };
        if (shape is not null) message = shape(message);
        if (live is { Run: { Unasked: true, Greeted: false }, Dialog.Model.Purpose: Purpose.Marketing }) message = WithStop(live, message, ref names);
        var purpose = live.Run.Unasked ? live.Dialog.Model.Purpose : Purpose.Service;
        if (purpose is not Purpose.Service) message = message with { Purpose = purpose };
        var sent = Runner.NextKey(live);
        live.Run = live.Run with { Greeted = true };
        turn.Do(new Effect.Send(sent, purpose, message));
        turn.Trace?.Messages.Add(new TracedMessage(source.FindOwn(key) is null && other is null ? "" : dialog, key, message, names ?? []));
        return sent;
    }

    /// <summary>The words of an approved template's variables, if it has any.</summary>
    public ImmutableArray<string>? TemplateWords(Live live, string template, RunScope scope) => SourceOf(live).TemplateWords(template, scope);

    /// <summary>The plain words of a dialog's text, if there is one.</summary>
    public string? Plain(Live live, string key, RunScope scope) =>
        SourceOf(live) is var source && source.Find(key) is { } text ? source.Render(text, scope).Plain : null;

    /// <summary>A value as the customer's language shows it.</summary>
    public string Shown(Value value, RunScope scope) =>
        ValueText.Show(value, TextFilter.None, Wording.Of(turn.Context.Language), scope.Zone);

    /// <summary>The label of a standing button: the first key that has one, or the sign.</summary>
    public string Label(Live live, string key, string other, string sign = "•")
    {
        var source = SourceOf(live);
        var own = live.State is { } state ? source.Button($"{state.Name}.{key}") : null;
        return own ?? source.Button(key) ?? Words(source, live, key) ?? source.Button(other) ?? Words(source, live, other) ?? sign;
    }

    /// <summary>The labels of a choice; where nobody wrote one, its name with spaces.</summary>
    public (string Label, string? Narrow) Option(Live live, string slot, string member) =>
        SourceOf(live).Option(slot, member) is { } option ? (option.Label, option.Narrow) : (member.Replace('_', ' '), null);

    public string NoticeText(NoticeKind kind)
    {
        var source = SourceOf("");
        if (source.Find(SharedKeys.Notice(kind)) is not { } text) return "";
        var words = source.Render(text, new RunScope(turn, null)).Plain;
        return words.Length <= LongestNotice ? words : words[..(LongestNotice - 1)] + "…";
    }

    // A promotion nobody asked for says in its first message how to end promotions, unless its question offers that itself.
    private OutgoingMessage WithStop(Live live, OutgoingMessage message, ref IReadOnlyList<string>? names)
    {
        if (turn.Dialogs.Global(Stop) is null || SourceOf("").CommandDescription(Stop) is not { } label) return message;
        if (live.Question is { } ask && live.Dialog.OfferedBy(ask).Contains(Stop)) return message;
        var token = ButtonToken.ForCommand(Stop).Sign(turn.Context.ButtonKey.Span, turn.Context.ChatId);
        if (turn.Trace is not null) names = [.. names ?? [], "/" + Stop];
        return message with { Buttons = message.Buttons.Add(new Button(label, token)) };
    }

    /// <summary>What goes along with a text; nothing if it has no value.</summary>
    public MessageAttachment? Attached(Live live, Attachment attach, RunScope scope)
    {
        if (attach.Value.Evaluate(scope).Value is not { } value) return null;
        var label = attach.Label is { } key ? Plain(live, key, scope) : null;
        return new MessageAttachment(attach.Kind, value is Value.Text text ? text.Content : Shown(value, scope), label);
    }

    private string? Words(TextSource source, Live live, string key) =>
        source.Find(key) is { } text ? source.Render(text, new RunScope(turn, live)).Plain : null;

    private TextSource SourceOf(string dialog)
    {
        if (_sources.TryGetValue(dialog, out var source)) return source;
        return _sources[dialog] = new TextSource(turn.Dialogs, dialog, turn.Context);
    }

    // A run that finishes on an older version speaks the words of that version.
    private TextSource SourceOf(Live live)
    {
        if (live.Dialog.Home == turn.Dialogs) return SourceOf(live.Dialog.Name);
        var key = $"{live.Dialog.Name}@{live.Dialog.Model.Version}";
        return _sources.TryGetValue(key, out var source) ? source : _sources[key] = new TextSource(live.Dialog.Home, live.Dialog.Name, turn.Context);
    }
}
