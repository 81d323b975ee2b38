using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Tests.Expressions;

/// <summary>Names with types and values, for expressions under test.</summary>
internal sealed class Known : IValueScope, ITypeScope
{
    private readonly Dictionary<string, (DialogType Type, Value? Value)> _names = new(StringComparer.Ordinal);

    public DateTimeOffset Now { get; init; } = new(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(1));

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(1), "test", "test");

    public bool ReadsBareWords { get; init; } = true;

    public IEnumerable<string> Names => _names.Keys;

    public Known With(string name, TypeKind kind, Value? value, bool optional = false, params string[] members)
    {
        _names[name] = (new(kind, optional) { Members = [.. members] }, value);
        return this;
    }

    public Known With(string name, DialogType type, Value? value)
    {
        _names[name] = (type, value);
        return this;
    }

    public bool TryRead(string path, out Value? value)
    {
        var found = _names.TryGetValue(path, out var known);
        value = known.Value;
        return found;
    }

    public bool InState(string name) => name == "here";

    public DialogType? TypeOf(string path) => _names.TryGetValue(path, out var known) ? known.Type : null;

    public static Expression Parse(string text)
    {
        var result = ExpressionParser.Parse(text, new("test", 1, 1));
        Assert.True(result.Expression is not null, $"{text}: {result.Error} at {result.Column}");
        return result.Expression;
    }

    public Evaluation Evaluate(string text) => Parse(text).Evaluate(this);

    public TypeCheck Check(string text, DialogType? expected = null) => TypeChecker.Check(Parse(text), this, expected);
}
