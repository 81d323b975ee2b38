namespace EngageBot.Businesses;

/// <summary>The two forms of address, as they stand in rows and settings: «вы» or «ты», <c>ju</c> or <c>ti</c>.</summary>
internal static class Tones
{
    public const string Formal = "formal";
    public const string Informal = "informal";
}
