using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngageBot.Businesses.Rules;

/// <summary>Writes a list that is not there as an empty one; only for schemas, in which defaults stand.</summary>
internal sealed class AbsentArrays : JsonConverterFactory
{
    public static bool Is(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    public override bool CanConvert(Type typeToConvert) => Is(typeToConvert);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(OfItems<>).MakeGenericType(typeToConvert.GenericTypeArguments))!;

    private sealed class OfItems<T> : JsonConverter<ImmutableArray<T>>
    {
        public override ImmutableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Only schemas are made with it.");

        public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteEndArray();
        }
    }
}
