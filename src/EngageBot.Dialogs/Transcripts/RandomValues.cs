using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Any value of a type, among them the awkward ones.</summary>
internal sealed class RandomValues(Random random)
{
    private static readonly string[] Texts = ["", "Arta", "en", "sq", "*x*", "{n}", "Жанна", "përshëndetje", "C-17", "a\nb"];

    /// <summary>Unset now and then where the type allows it.</summary>
    public Value? Of(DialogType type) => type.Optional && random.Next(3) == 0 ? null : Set(type);

    public Value.Record Record(ImmutableSortedDictionary<string, DialogType>? fields)
    {
        var record = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (var (name, type) in fields ?? ImmutableSortedDictionary<string, DialogType>.Empty)
            if (Of(type) is { } value) record[name] = value;
        return new Value.Record(record.ToImmutable());
    }

    private Value Set(DialogType type) => type.Kind switch
    {
        TypeKind.Bool => new Value.Bool(random.Next(2) == 0),
        TypeKind.Int => new Value.Int(Pick<long>([0, 1, 2, 5, 7, 11, 21, 100, -1, 1_000_000])),
        TypeKind.Decimal => new Value.Decimal(random.Next(100) / 10m),
        TypeKind.Money => new Value.Money(random.Next(0, 100_000), "EUR"),
        TypeKind.Choice => new Value.Text(type.Members.IsEmpty ? "x" : Pick(type.Members.ToArray())),
        TypeKind.Choices => new Value.List([.. type.Members.Where(_ => random.Next(2) == 0).Select(m => (Value)new Value.Text(m))]),
        TypeKind.Date => new Value.Date(new DateOnly(2026, 1, 1).AddDays(random.Next(0, 700))),
        TypeKind.DayMonth => new Value.Text(Pick<string>(["02-29", "12-31", "03-14"])),
        TypeKind.Time => new Value.Time(new TimeOnly(random.Next(24), random.Next(60))),
        TypeKind.DateTime => new Value.Instant(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).AddHours(random.Next(-3000, 3000))),
        TypeKind.Duration => new Value.Duration(TimeSpan.FromHours(random.Next(1, 100))),
        TypeKind.Phone or TypeKind.Contact => new Value.Text("+355691234567"),
        TypeKind.List => new Value.List([.. Enumerable.Range(0, Pick<int>([0, 1, 3, 12, 40])).Select(_ => Set(type.Item ?? new DialogType(TypeKind.Text)))]),
        TypeKind.Record => Record(type.Fields),
        _ => new Value.Text(Pick(Texts)),
    };

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];
}
