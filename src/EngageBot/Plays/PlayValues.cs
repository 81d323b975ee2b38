using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;

namespace EngageBot.Plays;

/// <summary>What a play's <c>with</c> reads when its dialog begins.</summary>
/// <param name="run">The run's id; absent before there is one.</param>
internal sealed class PlayValues(PlayInForce play, Value.Record data, long? run, string occasion, DateTimeOffset now, TimeZoneInfo zone) : IValueScope
{
    public DateTimeOffset Now => now;

    public TimeZoneInfo Zone => zone;

    /// <summary>What the dialog's slots begin with; what is unset is left as it is.</summary>
    public static Value.Record With(PlayInForce play, DueRun run, DateTimeOffset now, TimeZoneInfo zone)
    {
        var scope = new PlayValues(play, RecordJson.Read(run.Data), run.Id, run.Occasion, now, zone);
        var fields = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (slot, expression) in play.Play.With)
            if (expression.Evaluate(scope).Value is { } value) fields[slot] = value;
        return new(fields.ToImmutable());
    }

    /// <summary>Whether what happened is what the play waits for.</summary>
    public static bool Begins(PlayInForce play, PlayTrigger.OnEvent trigger, Value.Record data, DateTimeOffset now, TimeZoneInfo zone) =>
        trigger.When is not { } condition || condition.Evaluate(new PlayValues(play, data, null, "", now, zone)).Value is Value.Bool { Holds: true };

    public bool InState(string name) => false;

    public bool TryRead(string path, out Value? value)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var (group, name) = dot < 0 ? ("", path) : (path[..dot], path[(dot + 1)..]);
        value = group switch
        {
            "parameter" => play.Parameters.GetValueOrDefault(name),
            "event" => data.Fields.GetValueOrDefault(name),
            "play" when name == "run" && run is { } id => new Value.Text(id.ToString(CultureInfo.InvariantCulture)),
            "play" when name == "occasion" => new Value.Text(occasion),
            _ => null,
        };
        return group is "parameter" or "event" or "play";
    }
}
