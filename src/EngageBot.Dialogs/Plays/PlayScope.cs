using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Plays;

/// <summary>The names a play's <c>with</c> may read: <c>parameter</c>, <c>event</c>, <c>play</c> and <c>now</c>.</summary>
internal sealed class PlayScope(Play play) : ITypeScope
{
    private readonly ImmutableSortedDictionary<string, DialogType> _names = Build(play);

    public IEnumerable<string> Names => _names.Keys;

    public DialogType? TypeOf(string path) => _names.GetValueOrDefault(path);

    private static ImmutableSortedDictionary<string, DialogType> Build(Play play)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, DialogType>(StringComparer.Ordinal);
        all["play.run"] = new(TypeKind.Ref);
        all["play.occasion"] = new(TypeKind.Text);
        foreach (var parameter in play.Parameters.Values) all["parameter." + parameter.Name] = parameter.Type with { Optional = parameter.Optional && parameter.Default is null };
        foreach (var (name, type) in play.Trigger.Data) all["event." + name] = type;
        return all.ToImmutable();
    }
}
