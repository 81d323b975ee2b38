using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>The names an expression may read at one place of a dialog, with what is known to be set there.</summary>
internal sealed class NameScope(Dialog? dialog, SharedFiles shared, ImmutableHashSet<string> set) : ITypeScope
{
    private static readonly DialogType Channel = new(TypeKind.Choice) { Members = ["telegram", "whatsapp", "web"] };
    private static readonly DialogType AnyText = new(TypeKind.Text);

    /// <summary>What <c>result.*</c> offers after a call: how the dialog called ended, and what its slots hold then.</summary>
    public static ImmutableSortedDictionary<string, DialogType> ResultsOf(Dialog called)
    {
        var outcomes = called.States.OfType<State.Final>().Select(f => f.Outcome).Distinct();
        return called.Slots.Values.ToImmutableSortedDictionary(s => s.Name, s => s.Type with { Optional = true }, StringComparer.Ordinal)
            .SetItem("outcome", new(TypeKind.Choice) { Members = [.. outcomes.Union(Runner.OtherOutcomes)] });
    }

    /// <summary>What <c>result.*</c> offers; none outside <c>save</c> and <c>next</c> of an action.</summary>
    public ImmutableSortedDictionary<string, DialogType>? Results { get; init; }

    /// <summary>What <c>event.*</c> offers; none outside <c>events</c>.</summary>
    public ImmutableSortedDictionary<string, DialogType>? EventData { get; init; }

    /// <summary>The host declares no data for the event: any field is taken for text.</summary>
    public bool AnyEvent { get; init; }

    /// <summary>The action is unknown, which is reported elsewhere: any result is taken for what is wanted.</summary>
    public bool AnyResult { get; init; }

    /// <summary><c>error.code</c> can be read: in <c>fail</c>.</summary>
    public bool Failed { get; init; }

    /// <summary>A slot's own limits can be read, <c>details.min</c>: in texts.</summary>
    public bool Limits { get; init; }

    /// <summary>Names of this place only: what a text is given <c>with</c>.</summary>
    public ImmutableSortedDictionary<string, DialogType> Extra { get; init; } = ImmutableSortedDictionary<string, DialogType>.Empty;

    /// <summary>The same place, with more known to be set.</summary>
    public NameScope Knowing(IEnumerable<string> more) => Copy(set.Union(more), Extra);

    /// <summary>The same place, with one more name.</summary>
    public NameScope With(string name, DialogType type) => Copy(set, Extra.SetItem(name, type));

    /// <summary>The same place, for a text.</summary>
    public NameScope InText() => Limits ? this : new(dialog, shared, set)
    {
        Results = Results, EventData = EventData, AnyEvent = AnyEvent, AnyResult = AnyResult, Failed = Failed, Extra = Extra, Limits = true,
    };

    public IEnumerable<string> Names
    {
        get
        {
            IEnumerable<string> all = [.. Extra.Keys, .. dialog?.Slots.Keys ?? [], .. shared.Facts.Keys, "now", "channel"];
            if (Results is not null) all = all.Concat(Results.Keys.Select(r => "result." + r));
            if (EventData is not null) all = all.Concat(EventData.Keys.Select(e => "event." + e));
            return Failed ? all.Append("error.code") : all;
        }
    }

    public DialogType? TypeOf(string path)
    {
        var type = Declared(path);
        return type is { Optional: true } && set.Contains(path) ? type with { Optional = false } : type;
    }

    private NameScope Copy(ImmutableHashSet<string> known, ImmutableSortedDictionary<string, DialogType> extra) =>
        new(dialog, shared, known) { Results = Results, EventData = EventData, AnyEvent = AnyEvent, AnyResult = AnyResult, Failed = Failed, Limits = Limits, Extra = extra };

    private DialogType? Declared(string path)
    {
        if (Field(Extra, path) is { } given) return given;
        if (Limits && Limit(path) is { } limit) return limit;
        if (dialog is not null && dialog.Slots.TryGetValue(path, out var slot)) return slot.Type with { Optional = true };
        if (path == "channel") return Channel;
        if (path == "error.code" && Failed) return new(TypeKind.Choice);    // Which codes there are is for D407.
        if (path.StartsWith("result.", StringComparison.Ordinal)) return AnyResult ? AnyText : Field(Results, path["result.".Length..]);
        if (path.StartsWith("event.", StringComparison.Ordinal)) return AnyEvent ? AnyText : Field(EventData, path["event.".Length..]);
        return Field(shared.Facts, path);
    }

    private DialogType? Limit(string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || dialog is null || !dialog.Slots.TryGetValue(path[..dot], out var slot)) return null;
        var limit = path[(dot + 1)..] switch { "min" => slot.Min, "max" => slot.Max, _ => null };
        return limit is null ? null : slot.Type.Kind is TypeKind.Text or TypeKind.Choices or TypeKind.Code ? new DialogType(TypeKind.Int) : slot.Type;
    }

    /// <summary>A name in a table, or a field of a record in it.</summary>
    private static DialogType? Field(ImmutableSortedDictionary<string, DialogType>? table, string path)
    {
        if (table is null) return null;
        if (table.TryGetValue(path, out var type)) return type;
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (!table.TryGetValue(path[..dot], out var record)) continue;
            return record.Kind == TypeKind.Record && Field(record.Fields, path[(dot + 1)..]) is { } field
                ? field with { Optional = field.Optional || record.Optional }
                : null;
        }
        return null;
    }
}
