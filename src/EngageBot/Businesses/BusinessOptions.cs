using System.ComponentModel.DataAnnotations;

namespace EngageBot.Businesses;

/// <summary>Settings <c>Business:*</c>: who the business is when the database is made. Later they change nothing.</summary>
internal sealed class BusinessOptions
{
    [Required, StringLength(100)] public string Name { get; set; } = "My shop";

    /// <summary>ISO 4217.</summary>
    [RegularExpression("^[A-Z]{3}$")] public string Currency { get; set; } = "EUR";

    /// <summary>IANA zone.</summary>
    [Required] public string Zone { get; set; } = "Europe/Tirane";

    [AllowedValues("en", "ru", "sq")] public string Language { get; set; } = "en";

    /// <summary>How customers are addressed who have not chosen themselves.</summary>
    [AllowedValues(Tones.Formal, Tones.Informal)] public string Tone { get; set; } = Tones.Formal;

    /// <summary>Country calling code without plus, for phone numbers written the local way.</summary>
    [RegularExpression("^[1-9][0-9]{0,2}$")] public string? CallingCode { get; set; }
}
