using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Broadcasts;

/// <summary>What a broadcast says.</summary>
/// <param name="Variants">One, or up to four that share the recipients evenly.</param>
/// <param name="Topic">One of the shop's topics; whoever does not want it is left out.</param>
/// <param name="Value">What it gives its readers; without it nothing is scheduled.</param>
/// <param name="Template">What goes to chats whose channel takes no free words now; absent: word that there is news, and the news once they answer.</param>
internal sealed record BroadcastContent(ImmutableArray<BroadcastVariant> Variants, string? Topic = null, BroadcastTemplate? Template = null, BroadcastValue? Value = null)
{
    private const int VariantsMax = 4;

    public static IEnumerable<RuleError> Errors(BroadcastContent content)
    {
        if (content.Variants.IsDefaultOrEmpty || content.Variants.Length > VariantsMax)
        {
            yield return new("variants", $"are 1 to {VariantsMax}.");
            yield break;
        }
        for (var n = 0; n < content.Variants.Length; n++)
            foreach (var error in BroadcastVariant.Errors(content.Variants[n], $"variants[{n}]")) yield return error;
        if (content.Template is { } template)
            foreach (var error in BroadcastTemplate.Errors(template)) yield return error;
        if (content.Topic is { Length: 0 or > 40 }) yield return new("topic", "is the key of one of the shop's topics.");
    }

    /// <summary>The letter of a variant, as rows and reports hold it.</summary>
    public static string LetterOf(int variant) => ((char)('a' + variant)).ToString();
}

/// <summary>One way of saying it.</summary>
/// <param name="Text">By language; recipients whose language is missing read the shop's, and where that is missing too, the first.</param>
/// <param name="Media">A picture or a document that goes with it.</param>
internal sealed record BroadcastVariant(
    ImmutableSortedDictionary<string, string> Text, ImmutableArray<BroadcastButton> Buttons = default, BroadcastMedia? Media = null)
{
    /// <summary>Telegram's captions end there; with a picture the words travel as one message on every channel.</summary>
    private const int CaptionMax = 1_000;

    private const int TextMax = 3_500;
    private const int ButtonsMax = 6;

    public ImmutableArray<BroadcastButton> Buttons { get; init; } = Buttons.IsDefault ? [] : Buttons;

    public static IEnumerable<RuleError> Errors(BroadcastVariant variant, string path)
    {
        // What is named and set to nothing comes through the reader.
        if (variant is null || variant.Text.Values.Any(text => text is null))
        {
            yield return new(path, "says something, in each language it names.");
            yield break;
        }
        if (variant.Text.IsEmpty) yield return new($"{path}.text", "says it in at least one language.");
        foreach (var (language, text) in variant.Text)
        {
            if (!Languages.Spoken.Contains(language)) yield return new($"{path}.text", $"is in {string.Join(", ", Languages.Spoken)}; '{language}' is none of them.");
            else if (text.Length > (variant.Media is null ? TextMax : CaptionMax)) yield return new($"{path}.text.{language}", $"is at most {(variant.Media is null ? TextMax : CaptionMax)} characters long.");
            else if (BroadcastText.ErrorIn(text) is { } wrong) yield return new($"{path}.text.{language}", wrong);
        }
        if (variant.Buttons.Length > ButtonsMax) yield return new($"{path}.buttons", $"are at most {ButtonsMax}.");
        for (var n = 0; n < variant.Buttons.Length; n++)
            foreach (var error in BroadcastButton.Errors(variant.Buttons[n], $"{path}.buttons[{n}]")) yield return error;
        if (variant.Media is { } media && (media.Kind is not ("picture" or "document") || media.Value.Length is 0 or > 1_000))
            yield return new($"{path}.media", "is a picture or a document: its web address, or the id that Telegram gave it.");
    }

    /// <summary>The words for somebody who reads that language.</summary>
    public (string Language, string Text) In(string language, string shops) =>
        Text.TryGetValue(language, out var own) ? (language, own) : Text.TryGetValue(shops, out var shop) ? (shops, shop) : (Text.First().Key, Text.First().Value);
}

/// <summary>A button below the words: a link, or a dialog that begins.</summary>
/// <param name="Label">By language, as the text.</param>
internal sealed record BroadcastButton(ImmutableSortedDictionary<string, string> Label, string? Link = null, string? Dialog = null)
{
    private const int LabelMax = 40;

    public static IEnumerable<RuleError> Errors(BroadcastButton button, string path)
    {
        if (button is null)
        {
            yield return new(path, "has a label, and either a link or a dialog.");
            yield break;
        }
        if (button.Label.IsEmpty || button.Label.Any(l => l.Value?.Trim().Length is null or 0 or > LabelMax)) yield return new($"{path}.label", $"is 1 to {LabelMax} characters in each language.");
        if ((button.Link is null) == (button.Dialog is null)) yield return new(path, "has either a link or a dialog.");
        if (button.Link is { } link && !(Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")) yield return new($"{path}.link", "is a web address.");
        if (button.Dialog is { Length: 0 or > 60 }) yield return new($"{path}.dialog", "is the name of a dialog.");
    }

    public string In(string language, string shops) =>
        Label.TryGetValue(language, out var own) ? own : Label.TryGetValue(shops, out var shop) ? shop : Label.First().Value;
}

/// <summary>An approved template that stands in for the words where a channel takes no others.</summary>
/// <param name="Name">As WhatsApp has it, in each language of the broadcast.</param>
/// <param name="Words">Its variables in their order, by language.</param>
/// <param name="WordsFollow">It only announces: the broadcast's own words follow once the customer has answered.</param>
internal sealed record BroadcastTemplate(string Name, ImmutableSortedDictionary<string, ImmutableArray<string>>? Words = null, bool WordsFollow = false)
{
    private const int VariablesMost = 10;
    private const int LongestWords = 300;

    public static IEnumerable<RuleError> Errors(BroadcastTemplate template)
    {
        if (template.Name.Length is 0 or > 512 || !template.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            yield return new("template.name", "is the name of a template: small letters, digits and _.");
        foreach (var (language, words) in template.Words ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty)
        {
            if (!Languages.Spoken.Contains(language)) yield return new("template.words", $"are in {string.Join(", ", Languages.Spoken)}; '{language}' is none of them.");
            else if (words.IsDefault || words.Length > VariablesMost || words.Any(word => word.Length > LongestWords))
                yield return new($"template.words.{language}", $"are at most {VariablesMost}, each of at most {LongestWords} characters.");
        }
    }
}

/// <summary>What travels with the words.</summary>
/// <param name="Kind"><c>picture</c> or <c>document</c>.</param>
/// <param name="Value">A web address, or the id that Telegram gave the file.</param>
internal sealed record BroadcastMedia(string Kind, string Value)
{
    public MessageAttachment ToAttachment() => new(Kind, Value, null);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(EngageBot.Loyalty.SnakeCaseEnum<BroadcastValue>)])]
[JsonSerializable(typeof(BroadcastContent))]
internal sealed partial class BroadcastContentJson : JsonSerializerContext
{
    public static string Write(BroadcastContent content) => System.Text.Json.JsonSerializer.Serialize(content, Default.BroadcastContent);

    public static BroadcastContent Read(string json) =>
        System.Text.Json.JsonSerializer.Deserialize(json, Default.BroadcastContent) ?? throw new System.Text.Json.JsonException("The broadcast has no content.");
}
