using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Conversations.Actions;

/// <summary>Turns the dialog language's values into an action's input record and its result record back into values.</summary>
internal static class ActionBinding
{
    /// <summary>The dialog types of a record's constructor parameters, by their names in snake_case.</summary>
    public static ImmutableSortedDictionary<string, DialogType> TypesOf(Type record) =>
        Parameters(record).ToImmutableSortedDictionary(p => SnakeCase.Of(p.Name!), TypeOf);

    /// <summary>Reads a record from named values.</summary>
    public static Func<Value.Record, T> Reader<T>()
    {
        var constructor = typeof(T).GetConstructors().Single();
        var parameters = constructor.GetParameters().Select(p => (Name: SnakeCase.Of(p.Name!), Type: p.ParameterType, Optional: TypeOf(p).Optional)).ToArray();
        return input => (T)constructor.Invoke([.. parameters.Select(p => Argument(input, p.Name, p.Type, p.Optional))]);
    }

    /// <summary>Writes a record as named values.</summary>
    public static Func<T, Value.Record> Writer<T>()
    {
        var properties = Parameters(typeof(T)).Select(p => (Name: SnakeCase.Of(p.Name!), Property: typeof(T).GetProperty(p.Name!)!)).ToArray();
        return result => new Value.Record(properties
            .Select(p => (p.Name, Value: ToValue(p.Property.GetValue(result))))
            .Where(p => p.Value is not null)
            .ToImmutableSortedDictionary(p => p.Name, p => p.Value!));
    }

    private static ParameterInfo[] Parameters(Type record) => record.GetConstructors().Single().GetParameters();

    private static DialogType TypeOf(ParameterInfo parameter)
    {
        var optional = Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            || !parameter.ParameterType.IsValueType && new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        if (parameter.GetCustomAttribute<DialogTypeAttribute>() is { } stated) return new(stated.Kind, optional) { Members = [.. stated.Members] };
        return (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) switch
        {
            var t when t == typeof(string) => new(TypeKind.Text, optional),
            var t when t == typeof(bool) => new(TypeKind.Bool, optional),
            var t when t == typeof(long) => new(TypeKind.Int, optional),
            var t when t == typeof(Value.Money) => new(TypeKind.Money, optional),
            var t when t == typeof(DateTimeOffset) => new(TypeKind.DateTime, optional),
            var t when t == typeof(DateOnly) => new(TypeKind.Date, optional),
            var t when ItemOf(t) is { } item => new(TypeKind.List, optional) { Item = new(TypeKind.Record) { Fields = TypesOf(item) } },
            var t => throw new InvalidOperationException($"{t.Name} has no dialog type; state it with [DialogType]."),
        };
    }

    /// <summary>The record of a list of records.</summary>
    private static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? type.GetGenericArguments()[0] : null;

    private static object? Argument(Value.Record input, string name, Type type, bool optional)
    {
        if (!input.Fields.TryGetValue(name, out var value))
            return optional ? null : throw new InvalidOperationException($"The action needs {name}; the checker should have said so.");
        return value switch
        {
            Value.Text text => text.Content,
            Value.Bool yes => yes.Holds,
            Value.Int number => number.Number,
            Value.Money money => money,
            Value.Instant instant => instant.At,
            Value.Date date => date.Day,
            Value.Time time => time.OfDay,
            _ => throw new InvalidOperationException($"{name} cannot be a {value.GetType().Name} for {type.Name}."),
        };
    }

    private static Value? ToValue(object? value) => value switch
    {
        null => null,
        string text => new Value.Text(text),
        bool yes => new Value.Bool(yes),
        long number => new Value.Int(number),
        Value.Money money => money,
        DateTimeOffset at => new Value.Instant(at),
        DateOnly day => new Value.Date(day),
        IEnumerable records => new Value.List([.. records.Cast<object>().Select(Fields)]),
        _ => throw new InvalidOperationException($"{value.GetType().Name} has no dialog value."),
    };

    private static Value Fields(object record) => new Value.Record(Parameters(record.GetType())
        .Select(p => (Name: SnakeCase.Of(p.Name!), Value: ToValue(record.GetType().GetProperty(p.Name!)!.GetValue(record))))
        .Where(p => p.Value is not null)
        .ToImmutableSortedDictionary(p => p.Name, p => p.Value!));
}
