using System.Collections.Immutable;

namespace EngageBot.Dialogs.Values;

/// <summary>A value of the dialog language. <see langword="null"/> stands for "unset" wherever a value is optional.</summary>
/// <remarks>Choices, refs, phones, e-mails, file ids, codes and days of a year (<c>MM-DD</c>) are <see cref="Text"/> at run time;
/// their <see cref="DialogType"/> tells them apart.</remarks>
public abstract record Value
{
    private Value() { }

    /// <summary>Yes or no.</summary>
    public sealed record Bool(bool Holds) : Value;

    /// <summary>A whole number; arithmetic saturates instead of overflowing.</summary>
    public sealed record Int(long Number) : Value;

    /// <summary>A number with a fraction, as written in a dialog file.</summary>
    public sealed record Decimal(decimal Number) : Value;

    /// <summary>Money in minor units (cents) of an ISO 4217 currency.</summary>
    public sealed record Money(long Minor, string Currency) : Value;

    /// <summary>Text, and everything that is text at run time: a choice, a reference, a phone number.</summary>
    public sealed record Text(string Content) : Value;

    /// <summary>A length of time; of the shop's working time where <paramref name="Working"/> is set.</summary>
    public sealed record Duration(TimeSpan Length, bool Working = false) : Value;

    /// <summary>A time of day in the shop's zone.</summary>
    public sealed record Time(TimeOnly OfDay) : Value;

    /// <summary>A calendar day in the shop's zone.</summary>
    public sealed record Date(DateOnly Day) : Value;

    /// <summary>An instant; shown in the contact's zone.</summary>
    public sealed record Instant(DateTimeOffset At) : Value;

    /// <summary>A list of values of one type.</summary>
    public sealed record List(ImmutableArray<Value> Items) : Value
    {
        /// <summary>Two are the same if everything in them is.</summary>
        public bool Equals(List? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var item in Items) hash.Add(item);
            return hash.ToHashCode();
        }
    }

    /// <summary>Named fields; an absent field is unset.</summary>
    public sealed record Record(ImmutableSortedDictionary<string, Value> Fields) : Value
    {
        /// <summary>A record of these fields; what has no value is left out.</summary>
        public static Record Of(params ReadOnlySpan<(string Name, Value? Value)> fields)
        {
            var record = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
            foreach (var (name, value) in fields)
                if (value is not null) record.Add(name, value);
            return new(record.ToImmutable());
        }

        /// <summary>Two are the same if everything in them is.</summary>
        public bool Equals(Record? other)
        {
            if (other is null || Fields.Count != other.Fields.Count) return false;
            foreach (var (name, value) in Fields)
                if (!other.Fields.TryGetValue(name, out var same) || !value.Equals(same)) return false;
            return true;
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var (name, value) in Fields) hash.Add((name, value));
            return hash.ToHashCode();
        }
    }
}
