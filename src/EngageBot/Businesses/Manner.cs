namespace EngageBot.Businesses;

/// <summary>How a customer is spoken to: their own choice, else the business's.</summary>
/// <param name="Language">ISO 639-1.</param>
/// <param name="Informal">Like a friend.</param>
internal readonly record struct Manner(string Language, bool Informal)
{
    public static Manner Of(Business business, string? language, string? tone) =>
        new(language ?? business.Language, (tone ?? business.Tone) == Tones.Informal);
}
