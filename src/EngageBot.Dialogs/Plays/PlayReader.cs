using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Plays;

/// <summary>Reads a <c>play.yaml</c>. What cannot be read is reported; what names something else is for <see cref="PlayChecks"/>.</summary>
internal sealed class PlayReader
{
    /// <summary>With fewer people in it an effect can be seen; with more the play hardly reaches anybody.</summary>
    private const int MostHeldOut = 50;

    private const int MostDays = 3_660;

    private readonly FindingList _findings;
    private readonly DialogScope _scope;

    private PlayReader(FindingList findings) => (_findings, _scope) = (findings, new(findings));

    /// <param name="folder">The folder's name, which the play must bear.</param>
    /// <param name="events">The events of the host, for what they offer.</param>
    /// <returns><see langword="null"/> if it has no trigger that can be read.</returns>
    public static Play? Read(YamlMap root, string folder, ImmutableSortedDictionary<string, EventSchema> events, FindingList findings) =>
        new PlayReader(findings).Play(root, folder, events);

    private Play? Play(YamlMap root, string folder, ImmutableSortedDictionary<string, EventSchema> events)
    {
        var reader = new MapReader(root, _findings, "A play");
        Name(reader, root, folder);
        if (root.Find("version") is null) _findings.Error("D006", root.At, "The play has no version.", "Give it 'version: 1'.");
        var (version, purpose) = (reader.Int("version", 1, ushort.MaxValue) ?? 1, Purpose(reader, root));
        var trigger = new PlayTriggerReader(_findings, events).Read(reader.Node("trigger"), root);
        var (audience, segment) = Audience(reader.Node("audience"));
        var measure = Measure(reader.Node("measure"));
        var play = trigger is null ? null : new Play
        {
            Name = folder, Version = version, Purpose = purpose, Brings = Brings(reader), Trigger = trigger, Audience = audience, Segment = segment,
            OncePer = Once(reader.Node("once_per")) ?? new(OncePerSpan.Trigger),
            SkipAfter = Late(reader.Node("late")) ?? TimeSpan.FromDays(2),
            LeapDay = reader.OneOf("leap_day", "feb_28", "mar_1") == "mar_1" ? LeapDay.Mar1 : LeapDay.Feb28,
            Dialog = reader.Word("dialog") ?? folder,
            With = Expressions(reader.Node("with")),
            Parameters = Parameters(reader.Node("parameters")),
            HoldoutPercent = Holdout(reader.Scalar("holdout")),
            MeasurePurchaseWithin = measure,
            StopsWhenBought = reader.OneOf("stop_when", "purchase") is not null,
            Budget = Budget(reader.Node("budget")),
            At = root.At,
        };
        if (play is not null) reader.Finish();
        return play;
    }

    private void Name(MapReader reader, YamlMap root, string folder)
    {
        var name = reader.Scalar("play");
        if (name is null && root.Find("play") is null)
            _findings.Error("D006", root.At, "The file does not say which play it is.", $"Begin it with 'play: {folder}'.");
        else if (name is not null && name.Text != folder)
            _findings.Error("D006", name.At, $"The play is called '{name.Text}', its folder '{folder}'.", "Give both the same name.");
    }

    private Purpose Purpose(MapReader reader, YamlMap root)
    {
        if (root.Find("purpose") is null)
            _findings.Error("D006", root.At, "The play does not say what it is for.", "Give it 'purpose: service', survey or marketing, as its dialog has.");
        return reader.OneOf("purpose", "service", "survey", "marketing") switch
        {
            "survey" => Model.Purpose.Survey,
            "marketing" => Model.Purpose.Marketing,
            _ => Model.Purpose.Service,
        };
    }

    private static PlayValue? Brings(MapReader reader) => reader.OneOf("value", "greeting", "gift", "offer", "event", "news", "advice", "new_product", "new_service") switch
    {
        "greeting" => PlayValue.Greeting,
        "gift" => PlayValue.Gift,
        "offer" => PlayValue.Offer,
        "event" => PlayValue.Event,
        "news" => PlayValue.News,
        "advice" => PlayValue.Advice,
        "new_product" => PlayValue.NewProduct,
        "new_service" => PlayValue.NewService,
        _ => null,
    };

    private (Expression? Expression, string? Segment) Audience(YamlNode? node)
    {
        if (node is not YamlMap map || map.LooksLikeUnquotedText) return (_scope.Expression(node, "'audience'"), null);
        var reader = new MapReader(map, _findings, "'audience'");
        var segment = reader.Word("segment");
        reader.Finish();
        if (segment is null && map.Find("segment") is null)
            _findings.Error("D006", map.At, "'audience' is a condition in quotes, or {segment: name}.", "Write audience: \"customer.member\".");
        return (null, segment);
    }

    private OncePer? Once(YamlNode? node)
    {
        if (node is null) return null;
        if (node is YamlMap map && !map.LooksLikeUnquotedText)
        {
            var reader = new MapReader(map, _findings, "'once_per'");
            var days = reader.Int("days", 1, MostDays);
            reader.Finish();
            if (days is null && map.Find("days") is null) _findings.Error("D006", map.At, "'once_per' lacks its days.", "Write once_per: {days: 90}.");
            return days is null ? null : new(OncePerSpan.Days, days.Value);
        }
        if (Nodes.Scalar(node, _findings, "'once_per'") is not { } word) return null;
        switch (word.Text)
        {
            case "trigger": return new(OncePerSpan.Trigger);
            case "year": return new(OncePerSpan.Year);
            case "life": return new(OncePerSpan.Life);
            default:
                _findings.Error("D006", word.At, $"'once_per' cannot be '{word.Text}'.", Nearest.Suggest(word.Text, ["trigger", "year", "life", "{days: 90}"]));
                return null;
        }
    }

    private TimeSpan? Late(YamlNode? node)
    {
        if (node is null || Nodes.Map(node, _findings, "'late'") is not { } map) return null;
        var reader = new MapReader(map, _findings, "'late'");
        var after = PlayTriggerReader.Clock(reader, "skip_after", _findings);
        reader.Finish();
        if (after is null && map.Find("skip_after") is null) _findings.Error("D006", map.At, "'late' lacks skip_after.", "Write late: {skip_after: 2d}.");
        return after;
    }

    private TimeSpan? Measure(YamlNode? node)
    {
        if (node is null || Nodes.Map(node, _findings, "'measure'") is not { } map) return null;
        var reader = new MapReader(map, _findings, "'measure'");
        var within = PlayTriggerReader.Clock(reader, "purchase_within", _findings);
        reader.Finish();
        if (within is null && map.Find("purchase_within") is null)
            _findings.Error("D006", map.At, "'measure' lacks purchase_within.", "Write measure: {purchase_within: 30d}.");
        return within;
    }

    private int Holdout(YamlScalar? scalar)
    {
        if (scalar is null) return 0;
        if (scalar.Text.EndsWith('%') && int.TryParse(scalar.Text.AsSpan(0, scalar.Text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
            && percent <= MostHeldOut)
            return percent;
        _findings.Error("D006", scalar.At, $"'{scalar.Text}' is no share of people.", $"Write holdout: 10%, at most {MostHeldOut}%.");
        return 0;
    }

    private PlayBudget? Budget(YamlNode? node)
    {
        if (node is null || Nodes.Map(node, _findings, "'budget'") is not { } map) return null;
        var reader = new MapReader(map, _findings, "'budget'");
        var (points, messages) = (reader.Int("points", 1, 1_000_000_000), reader.Int("messages", 1, 100_000_000));
        var per = reader.OneOf("per", "day", "week", "month", "year");
        reader.Finish();
        if (map.Find("points") is null && map.Find("messages") is null)
            _findings.Error("D006", map.At, "The budget limits nothing.", "Write budget: {points: 100000, per: month}, or messages.");
        if (map.Find("per") is null) _findings.Error("D006", map.At, "The budget does not say for how long it is.", "Write per: day, week, month or year.");
        return per is null || points is null && messages is null ? null : new(points ?? 0, messages ?? 0, per switch
        {
            "day" => BudgetPeriod.Day, "week" => BudgetPeriod.Week, "year" => BudgetPeriod.Year, _ => BudgetPeriod.Month,
        });
    }

    private ImmutableSortedDictionary<string, Expression> Expressions(YamlNode? node)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, Expression>(StringComparer.Ordinal);
        if (node is null || Nodes.Map(node, _findings, "'with'") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
            if (_scope.Expression(entry.Value, $"'{entry.Key}'") is { } value) all[entry.Key] = value;
        return all.ToImmutable();
    }

    private ImmutableSortedDictionary<string, PlayParameter> Parameters(YamlNode? node)
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, PlayParameter>(StringComparer.Ordinal);
        if (node is null || Nodes.Map(node, _findings, "'parameters'") is not { } map) return all.ToImmutable();
        foreach (var entry in map.Entries)
        {
            if (!Nodes.IsName(entry.Key)) _findings.Error("D006", entry.KeyAt, $"A parameter cannot be called '{entry.Key}'.", "Use small letters, digits and _.");
            if (Parameter(entry) is { } parameter) all[entry.Key] = parameter;
        }
        return all.ToImmutable();
    }

    private PlayParameter? Parameter(YamlEntry entry)
    {
        if (Nodes.Map(entry.Value, _findings, $"The parameter '{entry.Key}'") is not { } map) return null;
        var reader = new MapReader(map, _findings, "A parameter");
        var name = reader.OneOf("type", "bool", "int", "text", "time", "duration", "ref", "choice");
        var of = reader.Node("of");
        var start = reader.Scalar("default");
        var optional = reader.Bool("optional") ?? false;
        reader.Finish();
        if (name is null)
        {
            if (map.Find("type") is null) _findings.Error("D006", entry.KeyAt, $"The parameter '{entry.Key}' has no type.", "Give it 'type: duration' or the like.");
            return null;
        }
        var type = new DialogType(TypeNotation.Kinds[name]);
        string? kind = null;
        if (name == "choice") type = type with { Members = Words(of, map.At) };
        else if (name == "ref" && of is not null) kind = Nodes.Scalar(of, _findings, "'of'")?.Text;
        else if (of is not null) _findings.Error("D006", of.At, "Only a choice or a ref has 'of'.", "Remove it.");
        var value = start is null ? null : ValueNotation.Parse(start.Text, type);
        if (start is not null && value is null)
            _findings.Error("D006", start.At, $"'{start.Text}' is no {name}.", type.Members.IsEmpty ? "Write a constant of the parameter's type." : Nearest.Suggest(start.Text, type.Members));
        return new(entry.Key, type, kind, value, optional, entry.KeyAt);
    }

    private ImmutableArray<string> Words(YamlNode? node, SourcePosition at)
    {
        if (node is YamlList { Items.IsEmpty: false } list) return [.. list.Items.Select(i => Nodes.Scalar(i, _findings, "A choice")?.Text).OfType<string>().Distinct()];
        _findings.Error("D006", node?.At ?? at, "A choice lists its words.", "Write of: [one, two].");
        return [];
    }
}
