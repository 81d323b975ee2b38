using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Plays;

/// <summary>What a play's <c>with</c> reads when its dialog begins.</summary>
internal sealed class PlayValues(PlayInForce play, DueRun run, DateTimeOffset now, TimeZoneInfo zone) : IValueScope
{
    private readonly Value.Record _event = RecordJson.Read(run.Data);

    public DateTimeOffset Now => now;

    public TimeZoneInfo Zone => zone;

    /// <summary>What the dialog's slots begin with; what is unset is left as it is.</summary>
    public static Value.Record With(PlayInForce play, DueRun run, DateTimeOffset now, TimeZoneInfo zone)
    {
        var scope = new PlayValues(play, run, now, zone);
        var fields = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (slot, expression) in play.Play.With)
            if (expression.Evaluate(scope).Value is { } value) fields[slot] = value;
        return new(fields.ToImmutable());
    }

    public bool InState(string name) => false;

    public bool TryRead(string path, out Value? value)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (group, name) = dot < 0 ? ("", path) : (path[..dot], path[(dot + 1)..]);
        value = group switch
        {
            "parameter" => play.Parameters.GetValueOrDefault(name),
            "event" => _event.Fields.GetValueOrDefault(name),
            "play" when name == "run" => new Value.Text(run.Id.ToString(CultureInfo.InvariantCulture)),
            "play" when name == "occasion" => new Value.Text(run.Occasion),
            _ => null,
        };
        return group is "parameter" or "event" or "play";
    }
}
